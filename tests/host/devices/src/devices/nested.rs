//! Locked state in a table by hand, in a shadow, and in arrays of both.

use std::{
    ffi::CStr,
    sync::{Arc, Mutex, RwLock},
};

use migration::{
    bql::BqlCell, vmstate_fields, vmstate_of, vmstate_subsections, Describe, InvalidError, Migratable,
    ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};

use super::elements::{Element, Plain};

use crate::{
    board::Emulated,
    faults,
    random::{Any, Random},
};

/// A table by hand with hooks around locked states, of which one is counted and one in a subsection.
#[derive(Debug)]
pub struct Bay {
    first: BqlCell<u8>,
    alone: Migratable<Mutex<Element>>,
    slots: [Migratable<Mutex<Element>>; 2],
    read_locked: Migratable<RwLock<Plain>>,
    used: BqlCell<u8>,
    counted: [Migratable<Mutex<Plain>>; 3],
    last: BqlCell<u8>,
    late: Migratable<Mutex<Element>>,
}

impl Bay {
    const LATE: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"bay/late")
        .version_id(2)
        .minimum_version_id(1)
        .needed(&Self::has_late)
        .post_load(&Self::after_load)
        .fields(vmstate_fields! { vmstate_of!(Self, late) })
        .build();

    fn has_late(&self) -> bool {
        faults::ask("needed", self.first.get() & 1 == 0)
    }

    fn after_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        faults::run("post_load")
    }

    fn before_save(&self) -> Result<(), InvalidError> {
        faults::run("pre_save")
    }
}

impl Describe for Bay {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"bay")
        .version_id(1)
        .minimum_version_id(1)
        .pre_save(&Self::before_save)
        .post_load(&Self::after_load)
        .fields(vmstate_fields! {
            vmstate_of!(Self, first),
            vmstate_of!(Self, alone),
            vmstate_of!(Self, slots),
            vmstate_of!(Self, read_locked),
            vmstate_of!(Self, used),
            vmstate_of!(Self, counted[0 .. used]),
            vmstate_of!(Self, last),
        })
        .subsections(vmstate_subsections! { Self::LATE })
        .build();
}

impl Any for Bay {
    fn any(random: &mut Random) -> Self {
        let element = |random: &mut Random| Migratable::new(Mutex::new(Element::random(random)));
        Self {
            first: random.any::<u8>().into(),
            alone: element(random),
            slots: [element(random), element(random)],
            read_locked: Migratable::new(RwLock::new(Plain::random(random))),
            used: (random.within(0..=3) as u8).into(),
            counted: [(); 3].map(|()| Migratable::new(Mutex::new(Plain::random(random)))),
            last: random.any::<u8>().into(),
            late: element(random),
        }
    }
}

/// A shadow that has locked states in it, at several levels.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "nest", post_load = Self::after_load)]
pub struct Nest {
    alone: Migratable<Mutex<Egg>>,
    eggs: [Migratable<Mutex<Egg>>; 2],
    shared: Arc<Mutex<Egg>>,
    #[migration_state(range = ..=2)]
    list: Vec<Migratable<Mutex<Egg>>>,
    number: Mutex<u16>,
    last: u8,
}

/// What is in the locks has locks itself.
#[derive(Debug, Default, ToMigrationState)]
struct Egg {
    element: Migratable<Mutex<Element>>,
    pair: [Mutex<Plain>; 2],
    last: u8,
}

impl Egg {
    fn random(random: &mut Random) -> Migratable<Mutex<Self>> {
        Migratable::new(Mutex::new(Self {
            element: Migratable::new(Mutex::new(Element::random(random))),
            pair: [(); 2].map(|()| Mutex::new(Plain::random(random))),
            last: random.any(),
        }))
    }
}

impl Nest {
    fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        faults::run("post_load")
    }
}

impl Emulated for Nest {
    const NAME: &'static CStr = c"nest-board";
}

impl Any for Nest {
    fn any(random: &mut Random) -> Self {
        Self {
            alone: Egg::random(random),
            eggs: [Egg::random(random), Egg::random(random)],
            shared: Arc::new(Egg::random(random).into_inner()),
            list: random.many(0..=2, Egg::random),
            number: Mutex::new(random.any()),
            last: random.any(),
        }
    }
}
