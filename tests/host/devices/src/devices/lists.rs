//! Lists, maps, and lists in them.

use std::{
    collections::{BTreeMap, LinkedList, VecDeque},
    ffi::CStr,
};

use migration::ToMigrationState;

use super::elements::{Element, Plain};

use crate::{
    board::Emulated,
    random::{Any, Random},
};

/// Each kind of list.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "lists")]
#[expect(clippy::linkedlist, reason = "each kind of list is there")]
pub struct Lists {
    #[migration_state(range = ..=3)]
    vector: Vec<Element>,
    #[migration_state(range = ..=5)]
    queue: VecDeque<Plain>,
    #[migration_state(range = 1..=3)]
    linked: LinkedList<Element>,
    #[migration_state(range = ..=2)]
    nested: Vec<Chain>,
    #[migration_state(subsection = "lists/late", needed = Self::has_late, absent = Self::forget_late, range = ..=3)]
    late: Vec<Plain>,
}

/// A list of lists.
#[derive(Debug, Default, ToMigrationState)]
struct Chain {
    #[migration_state(range = ..=3)]
    links: VecDeque<Plain>,
    end: u8,
}

impl Lists {
    fn has_late(&self) -> bool {
        !self.late.is_empty()
    }

    fn forget_late(&mut self) {
        self.late.clear();
    }
}

impl Emulated for Lists {
    const NAME: &'static CStr = c"lists-board";
}

impl Any for Lists {
    fn any(random: &mut Random) -> Self {
        Self {
            vector: random.many(0..=3, Element::random),
            queue: random.many(0..=5, Plain::random),
            linked: random.many(1..=3, Element::random),
            nested: random.many(0..=2, |random| Chain { links: random.many(0..=3, Plain::random), end: random.any() }),
            late: random.many(0..=3, Plain::random),
        }
    }
}

/// Maps with keys of several widths.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "maps")]
pub struct Maps {
    #[migration_state(range = ..=3)]
    elements: BTreeMap<u64, Element>,
    #[migration_state(range = ..=5)]
    plain: BTreeMap<u16, Plain>,
    last: u8,
}

impl Emulated for Maps {
    const NAME: &'static CStr = c"maps-board";
}

impl Any for Maps {
    fn any(random: &mut Random) -> Self {
        Self {
            elements: random.many(0..=3, |random| (random.any(), Element::random(random))),
            plain: random.many(0..=5, |random| (random.any(), Plain::random(random))),
            last: random.any(),
        }
    }
}
