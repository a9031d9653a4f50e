//! Tables in place, with every kind of hook: derived, by hand, and of plain C functions.

use std::{
    ffi::{c_int, c_void},
    panic::catch_unwind,
};

use migration::{
    bindings::{self, VMStateField, Zeroable},
    bql::{BqlCell, BqlRefCell},
    impl_vmstate_struct, into_neg_errno, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_unused,
    vmstate_validate, Buffer, Fifo8, InvalidError, Timer, VMState, VMStateDescription, VMStateDescriptionBuilder,
};

use crate::{
    faults,
    random::{Any, Random},
};

/// A derived table of cells, of three versions.
#[derive(Debug, VMState)]
#[vmstate(
    name = "rack",
    version_id = 3,
    minimum_version_id = 1,
    pre_load = Self::before_load,
    post_load = Self::after_load,
    pre_save = Self::before_save,
    post_save = Self::after_save
)]
pub struct Rack {
    #[vmstate(range = ..=4)]
    level: BqlCell<u8>,
    #[vmstate(len = level)]
    slots: [BqlCell<u16>; 4],
    words: BqlRefCell<[u32; 2]>,
    buffer: BqlRefCell<Buffer<3>>,
    timer: BqlCell<Timer>,
    fifo: BqlRefCell<Fifo8<2>>,
    #[vmstate(equal)]
    lanes: BqlCell<u16>,
    shelf: Shelf,
    shelves: [Shelf; 2],
    plain: PlainC,
    #[vmstate(since = 2)]
    second: BqlCell<u16>,
    #[vmstate(since = 3)]
    third: [BqlCell<u8>; 2],
    #[vmstate(exists = Self::is_tall)]
    tall: BqlCell<u32>,
    #[vmstate(subsection = "rack/extra", needed = Self::has_extra)]
    extra: BqlCell<u8>,
    #[vmstate(subsection = "rack/extra/more", needed = Self::has_more)]
    more: BqlCell<u16>,
}

impl Rack {
    fn before_load(&self) -> Result<(), InvalidError> {
        // A stream without these has none.
        self.extra.set(0);
        self.more.set(0);
        faults::run("pre_load")
    }

    fn after_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        faults::run("post_load")
    }

    fn before_save(&self) -> Result<(), InvalidError> {
        faults::run("pre_save")
    }

    fn after_save(&self) -> Result<(), InvalidError> {
        faults::run("post_save")
    }

    fn is_tall(&self, _version_id: u8) -> bool {
        faults::ask("exists", self.level.get() > 2)
    }

    fn has_extra(&self) -> bool {
        faults::ask("needed", self.extra.get() != 0)
    }

    fn has_more(&self) -> bool {
        faults::ask("needed", self.more.get() != 0)
    }
}

impl Any for Rack {
    fn any(random: &mut Random) -> Self {
        let mut fifo = Fifo8::new();
        for _ in 0..random.within(0..=3) {
            // What does not fit is lost.
            let _ = fifo.push(random.any());
        }
        Self {
            level: (random.within(0..=4) as u8).into(),
            slots: random.any::<[u16; 4]>().map(BqlCell::new),
            words: random.any::<[u32; 2]>().into(),
            buffer: Buffer(random.any()).into(),
            timer: Timer::at(random.any::<u32>().into()).into(),
            fifo: fifo.into(),
            lanes: 3.into(),
            shelf: Shelf::random(random),
            shelves: [Shelf::random(random), Shelf::random(random)],
            plain: PlainC { first: random.any::<u32>().into(), second: random.any::<u8>().into() },
            second: random.any::<u16>().into(),
            third: random.any::<[u8; 2]>().map(BqlCell::new),
            tall: random.any::<u32>().into(),
            extra: random.any::<u8>().into(),
            more: random.any::<u16>().into(),
        }
    }
}

/// Its table is written by hand.
#[derive(Debug)]
struct Shelf {
    height: BqlCell<u16>,
    depth: BqlCell<u8>,
    label: BqlCell<u8>,
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
    .version_id(2)
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

impl Shelf {
    fn random(random: &mut Random) -> Self {
        Self {
            height: (random.within(0..=0x7fff) as u16).into(),
            depth: random.any::<u8>().into(),
            label: random.any::<u8>().into(),
        }
    }

    fn before_load(&self) -> Result<(), InvalidError> {
        self.label.set(0);
        faults::run("pre_load")
    }

    fn after_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        faults::run("post_load")
    }

    fn before_save(&self) -> Result<(), InvalidError> {
        faults::run("pre_save")
    }

    fn after_save(&self) -> Result<(), InvalidError> {
        faults::run("post_save")
    }

    fn fits(&self, _version_id: u8) -> bool {
        faults::ask("validate", self.height.get() < 0x8000)
    }

    fn is_deep(&self, _version_id: u8) -> bool {
        faults::ask("exists", self.depth.get() & 1 == 0)
    }

    fn has_label(&self) -> bool {
        faults::ask("needed", self.label.get() != 0)
    }
}

/// Its hooks are what a table in C has: functions that return a number.
#[derive(Debug)]
struct PlainC {
    first: BqlCell<u32>,
    second: BqlCell<u8>,
}

static PLAIN_C: bindings::VMStateDescription = bindings::VMStateDescription {
    pre_load: Some(c_pre_load),
    post_load: Some(c_post_load),
    pre_save: Some(c_pre_save),
    post_save: Some(c_post_save),
    ..VMStateDescriptionBuilder::<PlainC>::new()
        .name(c"plain-c")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! { vmstate_of!(PlainC, first), vmstate_of!(PlainC, second) })
        .build()
        .get()
};

// SAFETY: the table names fields of this struct, and each is a cell.
unsafe impl VMState for PlainC {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        vmsd: &raw const PLAIN_C,
        flags: bindings::VMStateFlags(bindings::VMStateFlags::VMS_SINGLE.0 | bindings::VMStateFlags::VMS_STRUCT.0),
        ..VMStateField::ZERO
    };
    const IN_CELLS: bool = true;
}

fn c_step(name: &'static str) -> c_int {
    // A panic is the error number of an input that went wrong.
    catch_unwind(|| into_neg_errno(faults::run(name))).unwrap_or(-5)
}

unsafe extern "C" fn c_pre_load(_opaque: *mut c_void) -> c_int {
    c_step("pre_load")
}

unsafe extern "C" fn c_post_load(_opaque: *mut c_void, _version_id: c_int) -> c_int {
    c_step("post_load")
}

unsafe extern "C" fn c_pre_save(_opaque: *mut c_void) -> c_int {
    c_step("pre_save")
}

unsafe extern "C" fn c_post_save(_opaque: *mut c_void) -> c_int {
    c_step("post_save")
}
