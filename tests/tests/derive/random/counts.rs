//! Arrays and vectors that a field counts, parts of arrays, lists, maps, and pointers that may be null.

use std::collections::{BTreeMap, LinkedList, VecDeque};

use migration::{Buffer, ToMigrationState};
use migration_tests::Random;

use super::{array, holds, up_to, Received, Subject, Wire};

#[derive(Debug, Default, ToMigrationState)]
struct Entry {
    sector: u16,
    #[migration_state(omit)]
    _wiring: u8,
}

impl Entry {
    fn random(random: &mut Random) -> Self {
        Self { sector: random.bits() as u16, _wiring: random.bits() as u8 }
    }
}

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "counted")]
struct Counted {
    #[migration_state(local)]
    lanes: u8,
    level: u8,
    #[migration_state(len = level)]
    fifo: [u16; 4],
    #[migration_state(len = level)]
    entries: [Entry; 5],
    #[migration_state(len = lanes * 2)]
    masks: [u8; 5],
    pairs: i32,
    #[migration_state(len = pairs * 2)]
    halves: [u16; 4],
    requests: u16,
    #[migration_state(len = requests, range = ..=3)]
    queue: Vec<Entry>,
    #[migration_state(try_into(u32))]
    size: usize,
    #[migration_state(len = size, range = ..5)]
    memory: Vec<u8>,
    #[migration_state(slice = 1..3)]
    window: [u32; 4],
    #[migration_state(slice = 2..)]
    records: [Entry; 3],
    #[migration_state(into(Buffer<4>), slice = 1..=2)]
    raw: [u8; 4],
    pointers: [Option<Box<Entry>>; 3],
}

impl Subject for Counted {
    fn random(random: &mut Random) -> Self {
        let queue: Vec<Entry> = up_to(random, 3, Entry::random);
        let memory: Vec<u8> = up_to(random, 4, |random| random.bits() as u8);
        Self {
            lanes: 2,
            level: random.below(5) as u8,
            fifo: array(random, |random| random.bits() as u16),
            entries: array(random, Entry::random),
            masks: array(random, |random| random.bits() as u8),
            pairs: random.below(3) as i32,
            halves: array(random, |random| random.bits() as u16),
            requests: queue.len() as u16,
            queue,
            size: memory.len(),
            memory,
            window: array(random, Random::word),
            records: array(random, Entry::random),
            raw: array(random, |random| random.bits() as u8),
            pointers: [None, Some(Box::new(Entry::random(random))), None],
        }
    }

    fn write(&self, wire: &mut Wire, _version_id: u8) {
        let level = usize::from(self.level);
        wire.u8(self.level);
        self.fifo.iter().take(level).for_each(|number| wire.u16(*number));
        self.entries.iter().take(level).for_each(|entry| wire.u16(entry.sector));
        wire.put(&self.masks[..4]);
        wire.i32(self.pairs);
        self.halves.iter().take(2 * self.pairs as usize).for_each(|number| wire.u16(*number));
        wire.u16(self.queue.len() as u16);
        self.queue.iter().for_each(|entry| wire.u16(entry.sector));
        wire.u32(self.memory.len() as u32);
        wire.put(&self.memory);
        wire.u32(self.window[1]);
        wire.u32(self.window[2]);
        wire.u16(self.records[2].sector);
        wire.put(&self.raw[1..3]);
        wire.u8(b'0');
        wire.u16(self.pointers[1].as_ref().unwrap().sector);
        wire.u8(b'0');
    }

    fn receive(&mut self, sent: Self, _received: &Received<'_>) {
        let level = usize::from(sent.level);
        self.level = sent.level;
        self.fifo[..level].copy_from_slice(&sent.fifo[..level]);
        (0..level).for_each(|index| self.entries[index].sector = sent.entries[index].sector);
        self.masks[..4].copy_from_slice(&sent.masks[..4]);
        self.pairs = sent.pairs;
        let halves = 2 * sent.pairs as usize;
        self.halves[..halves].copy_from_slice(&sent.halves[..halves]);
        self.requests = sent.requests;
        self.queue.resize_with(sent.queue.len(), Entry::default);
        self.queue.iter_mut().zip(sent.queue).for_each(|(here, sent)| here.sector = sent.sector);
        (self.size, self.memory) = (sent.size, sent.memory);
        self.window[1..3].copy_from_slice(&sent.window[1..3]);
        self.records[2].sector = sent.records[2].sector;
        self.raw[1..3].copy_from_slice(&sent.raw[1..3]);
        self.pointers[1].as_mut().unwrap().sector = sent.pointers[1].as_ref().unwrap().sector;
    }
}

#[test]
fn counted_elements_and_parts_of_arrays() {
    holds::<Counted>();
}

#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord, ToMigrationState)]
struct Listing {
    sector: u16,
}

impl Listing {
    fn random(random: &mut Random) -> Self {
        Self { sector: random.bits() as u16 }
    }
}

#[allow(clippy::linkedlist, reason = "it is one of the containers that travel")]
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "listed")]
struct Listed {
    #[migration_state(range = ..=3)]
    vector: Vec<Listing>,
    #[migration_state(range = ..4)]
    queue: VecDeque<Listing>,
    #[migration_state(range = 0..=3)]
    linked: LinkedList<Listing>,
    #[migration_state(range = ..=3)]
    numbered: BTreeMap<u16, Listing>,
    #[migration_state(range = ..=3)]
    named: BTreeMap<Listing, Listing>,
}

impl Subject for Listed {
    fn random(random: &mut Random) -> Self {
        Self {
            vector: up_to(random, 3, Listing::random),
            queue: up_to(random, 3, Listing::random),
            linked: up_to(random, 3, Listing::random),
            numbered: up_to(random, 3, |random| (random.bits() as u16, Listing::random(random))),
            named: up_to(random, 3, |random| (Listing::random(random), Listing::random(random))),
        }
    }

    fn write(&self, wire: &mut Wire, _version_id: u8) {
        wire.list(&self.vector, |wire, entry| wire.u16(entry.sector));
        wire.list(&self.queue, |wire, entry| wire.u16(entry.sector));
        wire.list(&self.linked, |wire, entry| wire.u16(entry.sector));
        wire.u32(self.numbered.len() as u32);
        wire.list(&self.numbered, |wire, (number, entry)| {
            wire.u64(u64::from(*number));
            wire.u16(entry.sector);
        });
        wire.u32(self.named.len() as u32);
        wire.list(&self.named, |wire, (name, entry)| {
            wire.u16(name.sector);
            wire.u16(entry.sector);
        });
    }

    fn receive(&mut self, sent: Self, _received: &Received<'_>) {
        *self = sent;
    }
}

#[test]
fn lists_and_maps() {
    holds::<Listed>();
}
