//! Values in cells, behind locks, and of types that have less values than bytes.

use std::{
    cell::{Cell, RefCell},
    num::{NonZeroI64, NonZeroU8, Wrapping},
    sync::{
        atomic::{AtomicBool, AtomicI16, AtomicU32, AtomicU64, AtomicU8, Ordering},
        Arc, Mutex, RwLock,
    },
};

use migration::{
    bql::{self, BqlCell, BqlRefCell},
    ToMigrationState,
};
use migration_tests::Random;

use super::{array, holds, Received, Subject, Wire};

#[derive(Debug, ToMigrationState)]
struct Inner {
    value: u16,
    #[migration_state(omit)]
    wiring: u16,
}

impl Inner {
    fn random(random: &mut Random) -> Self {
        Self { value: random.bits() as u16, wiring: random.bits() as u16 }
    }
}

#[allow(clippy::struct_field_names, reason = "the fields are called like their types")]
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "cells")]
struct Cells {
    locked: Mutex<u16>,
    locks: [Mutex<u8>; 2],
    locked_array: Mutex<[Inner; 2]>,
    read_write: RwLock<Inner>,
    shared: Arc<RwLock<Inner>>,
    borrowed: RefCell<[u8; 2]>,
    copied: Cell<u32>,
    truth: AtomicBool,
    byte: AtomicU8,
    signed: AtomicI16,
    words: [AtomicU32; 2],
    shared_word: Arc<AtomicU64>,
    wrapping: Wrapping<u16>,
    nonzero: NonZeroU8,
    nonzeros: [NonZeroI64; 2],
    bql_cell: BqlCell<[u16; 2]>,
    bql_cells: [BqlCell<u8>; 2],
    bql_ref: BqlRefCell<Inner>,
}

impl Subject for Cells {
    fn random(random: &mut Random) -> Self {
        Self {
            locked: Mutex::new(random.bits() as u16),
            locks: array(random, |random| Mutex::new(random.bits() as u8)),
            locked_array: Mutex::new(array(random, Inner::random)),
            read_write: RwLock::new(Inner::random(random)),
            shared: Arc::new(RwLock::new(Inner::random(random))),
            borrowed: RefCell::new(array(random, |random| random.bits() as u8)),
            copied: Cell::new(random.word()),
            truth: AtomicBool::new(random.below(2) == 1),
            byte: AtomicU8::new(random.bits() as u8),
            signed: AtomicI16::new(random.bits() as i16),
            words: array(random, |random| AtomicU32::new(random.word())),
            shared_word: Arc::new(AtomicU64::new(random.bits())),
            wrapping: Wrapping(random.bits() as u16),
            nonzero: NonZeroU8::new(random.bits() as u8 | 1).unwrap(),
            nonzeros: array(random, |random| NonZeroI64::new(1 << random.below(64)).unwrap()),
            bql_cell: BqlCell::new(array(random, |random| random.bits() as u16)),
            bql_cells: array(random, |random| BqlCell::new(random.bits() as u8)),
            bql_ref: BqlRefCell::new(Inner::random(random)),
        }
    }

    fn write(&self, wire: &mut Wire, _version_id: u8) {
        wire.u16(*self.locked.lock().unwrap());
        self.locks.iter().for_each(|byte| wire.u8(*byte.lock().unwrap()));
        self.locked_array.lock().unwrap().iter().for_each(|inner| wire.u16(inner.value));
        wire.u16(self.read_write.read().unwrap().value);
        wire.u16(self.shared.read().unwrap().value);
        wire.put(&*self.borrowed.borrow());
        wire.u32(self.copied.get());
        wire.bool(self.truth.load(Ordering::Relaxed));
        wire.u8(self.byte.load(Ordering::Relaxed));
        wire.i16(self.signed.load(Ordering::Relaxed));
        self.words.iter().for_each(|word| wire.u32(word.load(Ordering::Relaxed)));
        wire.u64(self.shared_word.load(Ordering::Relaxed));
        wire.u16(self.wrapping.0);
        wire.u8(self.nonzero.get());
        self.nonzeros.iter().for_each(|number| wire.i64(number.get()));
        self.bql_cell.get().iter().for_each(|number| wire.u16(*number));
        self.bql_cells.iter().for_each(|number| wire.u8(number.get()));
        wire.u16(self.bql_ref.borrow().value);
    }

    fn receive(&mut self, sent: Self, _received: &Received<'_>) {
        let mut inners = self.locked_array.get_mut().unwrap().each_ref().map(|inner| inner.wiring).into_iter();
        let locked_array = sent.locked_array.into_inner().unwrap();
        let locked_array = locked_array.map(|inner| Inner { wiring: inners.next().unwrap(), ..inner });
        let keep = |here: &RwLock<Inner>, sent: &RwLock<Inner>| {
            RwLock::new(Inner { value: sent.read().unwrap().value, wiring: here.read().unwrap().wiring })
        };
        let wiring = self.bql_ref.borrow().wiring;
        let bql_ref = BqlRefCell::new(Inner { value: sent.bql_ref.borrow().value, wiring });
        *self = Self {
            locked_array: Mutex::new(locked_array),
            read_write: keep(&self.read_write, &sent.read_write),
            shared: Arc::new(keep(&self.shared, &sent.shared)),
            bql_ref,
            ..sent
        };
    }
}

#[test]
fn cells_and_locks() {
    bql::start_test();
    holds::<Cells>();
}
