//! Devices that load in place.

use std::{
    cell::Cell,
    sync::{atomic::AtomicI64, atomic::Ordering, Mutex},
};

use migration::{
    bql::{self, BqlCell, BqlRefCell},
    impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_unused, vmstate_validate, Buffer,
    Fifo8, InvalidError, Migratable, Timer, VMState, VMStateDescription, VMStateDescriptionBuilder,
};

use super::parts::{step, Element};

/// A struct of cells with a table written by hand at two levels, hooks at both, and a device behind a lock inside.
#[derive(Debug, VMState)]
#[vmstate(name = "rack", version_id = 2, minimum_version_id = 1, pre_load = Self::before_load, post_load = Self::after_load,
    pre_save = Self::before_save, post_save = Self::after_save)]
pub struct Rack {
    #[vmstate(range = ..=4)]
    level: BqlCell<u8>,
    #[vmstate(len = level)]
    slots: [BqlCell<u16>; 4],
    words: BqlRefCell<[u32; 2]>,
    buffer: BqlRefCell<Buffer<3>>,
    timer: BqlCell<Timer>,
    fifo: BqlRefCell<Fifo8<2>>,
    plain: Cell<i16>,
    shelf: Shelf,
    boxed: Box<BqlCell<u8>>,
    inside: Migratable<Mutex<Element>>,
    #[vmstate(since = 2)]
    since: BqlCell<u8>,
    #[vmstate(subsection = "rack/extra", needed = Self::has_extra)]
    extra: BqlCell<u8>,
    #[vmstate(omit = "counts loads and saves that are on")]
    balance: Balance,
}

/// How many hooks of a kind still wait for their other half.
#[derive(Debug, Default)]
struct Balance {
    saves: AtomicI64,
}

/// Its table is written by hand.
#[derive(Debug, Default)]
struct Shelf {
    height: BqlCell<u16>,
    depth: BqlCell<u8>,
    label: BqlCell<u8>,
    /// No part of the table.
    #[expect(dead_code, reason = "it is shown, which is how the tests compare")]
    volume: Cell<u32>,
    saves: AtomicI64,
}

impl Shelf {
    fn before_load(&self) -> Result<(), InvalidError> {
        self.label.set(0);
        step("pre_load of a shelf")
    }

    fn after_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        step("post_load of a shelf")
    }

    fn before_save(&self) -> Result<(), InvalidError> {
        step("pre_save of a shelf")?;
        self.saves.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn after_save(&self) -> Result<(), InvalidError> {
        self.saves.fetch_sub(1, Ordering::Relaxed);
        Ok(())
    }

    fn fits(&self, _version_id: u8) -> bool {
        self.height.get() < 0x8000
    }

    fn has_label(&self) -> bool {
        self.label.get() != 0
    }

    fn is_deep(&self, _version_id: u8) -> bool {
        self.depth.get() & 1 == 0
    }
}

static SHELF_LABEL: VMStateDescription<Shelf> = VMStateDescriptionBuilder::<Shelf>::new()
    .name(c"shelf/label")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Shelf::has_label)
    .fields(vmstate_fields! { vmstate_of!(Shelf, label) })
    .build();

static SHELF: VMStateDescription<Shelf> = VMStateDescriptionBuilder::<Shelf>::new()
    .name(c"shelf")
    .version_id(1)
    .minimum_version_id(1)
    .pre_load(&Shelf::before_load)
    .post_load(&Shelf::after_load)
    .pre_save(&Shelf::before_save)
    .post_save(&Shelf::after_save)
    .fields(vmstate_fields! {
        vmstate_of!(Shelf, height),
        vmstate_validate!(Shelf, c"the height is below 0x8000", Shelf::fits),
        vmstate_unused!(2),
        vmstate_of!(Shelf, depth),
        vmstate_of!(Shelf, depth, Shelf::is_deep),
    })
    .subsections(vmstate_subsections! { SHELF_LABEL })
    .build();

impl_vmstate_struct!(Shelf, SHELF);

impl Rack {
    /// A device with something in each part.
    ///
    /// # Panics
    ///
    /// Never: what is put into the queue fits.
    pub fn full(seed: u8) -> Self {
        let mut fifo = Fifo8::new();
        fifo.push(seed).expect("room for one");
        Self {
            level: 3.into(),
            slots: [1_u16, 2, 3, 4].map(|slot| (slot + u16::from(seed)).into()),
            words: [5, u32::from(seed)].into(),
            buffer: Buffer([seed, 7, 8]).into(),
            timer: Timer::at(9).into(),
            fifo: fifo.into(),
            plain: Cell::new(-10),
            shelf: Shelf {
                height: 11.into(),
                depth: (seed & !1).into(),
                label: 12.into(),
                volume: Cell::new(13),
                saves: AtomicI64::new(0),
            },
            boxed: Box::new(14.into()),
            inside: Migratable::new(Mutex::new(Element::new(seed))),
            since: 15.into(),
            extra: 16.into(),
            balance: Balance::default(),
        }
    }

    /// How many saves have begun and not ended, in the device and in its parts.
    pub fn open_saves(&self) -> [i64; 2] {
        [&self.balance.saves, &self.shelf.saves].map(|saves| saves.load(Ordering::Relaxed))
    }

    /// All there is in it, for a comparison.
    pub fn shown(&self) -> String {
        let _bql = bql::lock();
        format!("{self:?}")
    }

    fn before_load(&self) -> Result<(), InvalidError> {
        self.plain.set(0);
        step("pre_load")
    }

    fn after_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        self.since.set(self.since.get() & 0x7f);
        step("post_load in place")
    }

    fn before_save(&self) -> Result<(), InvalidError> {
        step("pre_save")?;
        self.balance.saves.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn after_save(&self) -> Result<(), InvalidError> {
        self.balance.saves.fetch_sub(1, Ordering::Relaxed);
        Ok(())
    }

    fn has_extra(&self) -> bool {
        step("needed in place").is_ok() && self.extra.get() != 0
    }
}
