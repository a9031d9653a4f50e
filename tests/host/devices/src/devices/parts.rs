//! Arrays that are counted, lists, maps, and structs in them.

use std::{
    collections::{BTreeMap, LinkedList, VecDeque},
    ffi::CStr,
};

use migration::{Migratable, ToMigrationState};
use std::sync::Mutex;

use crate::{
    board::Emulated,
    random::{Any, Random},
};

/// Ends before bytes of its neighbour, which may begin as a subsection of it does.
#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
pub struct Part {
    first: u8,
    second: u32,
    #[migration_state(subsection = "Part/more", needed = Self::has_more)]
    more: u16,
}

impl Part {
    fn has_more(&self) -> bool {
        self.more != 0
    }
}

impl Any for Part {
    fn any(random: &mut Random) -> Self {
        let more = if random.chance() { Any::any(random) } else { 0 };
        Self { first: Any::any(random), second: Any::any(random), more }
    }
}

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "counted")]
pub struct Counted {
    small: u8,
    #[migration_state(len = small)]
    bytes: [u8; 7],
    middle: u16,
    #[migration_state(len = middle)]
    parts: [Part; 3],
    large: u32,
    #[migration_state(len = large * 2)]
    pairs: [u16; 8],
    signed: i32,
    #[migration_state(len = signed, range = ..=5)]
    owned: Vec<u32>,
    several: u8,
    #[migration_state(len = several, range = ..=4)]
    several_parts: Vec<Part>,
    holes: [Option<Box<Part>>; 4],
    array: [Part; 3],
}

impl Any for Counted {
    fn any(random: &mut Random) -> Self {
        let owned = u32::some(random, 3);
        let several_parts = Part::some(random, 2);
        Self {
            small: random.below(8) as u8,
            bytes: Any::any(random),
            middle: random.below(4) as u16,
            parts: Any::any(random),
            large: random.below(5) as u32,
            pairs: Any::any(random),
            signed: owned.len() as i32,
            owned,
            several: several_parts.len() as u8,
            several_parts,
            holes: [Some(Any::any(random)), None, None, Some(Any::any(random))],
            array: Any::any(random),
        }
    }
}

impl Emulated for Counted {
    const NAME: &'static CStr = c"counted-board";
}

/// Behind a lock of its own, in a struct that is behind a lock.
#[derive(Debug, ToMigrationState)]
pub struct Inner {
    number: u32,
    parts: [Part; 2],
}

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "linked")]
pub struct Linked {
    #[migration_state(range = ..=6)]
    list: Vec<Part>,
    #[migration_state(range = ..=3)]
    queue: VecDeque<Part>,
    #[migration_state(range = ..=3)]
    chain: LinkedList<Part>,
    #[migration_state(range = ..=4)]
    map: BTreeMap<u64, Part>,
    inner: Migratable<Mutex<Inner>>,
    more: [Migratable<Mutex<Inner>>; 2],
}

fn inner(random: &mut Random) -> Migratable<Mutex<Inner>> {
    Migratable::new(Mutex::new(Inner { number: Any::any(random), parts: Any::any(random) }))
}

impl Any for Linked {
    fn any(random: &mut Random) -> Self {
        let counts = [7, 4, 4, 5].map(|limit| random.below(limit));
        let parts = Part::some(random, counts[3]);
        Self {
            list: Part::some(random, counts[0]),
            queue: Part::some(random, counts[1]).into(),
            chain: Part::some(random, counts[2]).into_iter().collect(),
            map: parts.into_iter().map(|part| (random.number(), part)).collect(),
            inner: inner(random),
            more: [inner(random), inner(random)],
        }
    }
}

impl Emulated for Linked {
    const NAME: &'static CStr = c"linked-board";
}
