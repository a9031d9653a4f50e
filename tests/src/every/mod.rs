//! One device with every kind of field that the derive knows, and one in place.

mod in_place;
mod parts;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, LinkedList, VecDeque},
    sync::{atomic::AtomicU16, Arc, Mutex, OnceLock, RwLock},
};

use migration::{
    Bitmap, Buffer, Clock, Computed, Fifo32, Fifo8, Int32Le, InvalidError, Timer, Tmp, ToMigrationState, Unused,
};

pub use in_place::Rack;
use parts::{step, Mode, Position, Text, Times};
pub use parts::{trip, Element, Trip};

/// Every kind of field, every key.
///
/// Its conversions, tests and hooks are device code that fails on demand: see [`trip`].
#[derive(Debug, ToMigrationState)]
#[migration_state(
    name = "every",
    version_id = 3,
    minimum_version_id = 1,
    validate = Self::validate,
    post_load = Self::after_load
)]
#[expect(clippy::linkedlist, reason = "each kind of list is there")]
pub struct Every {
    flag: bool,
    byte: u8,
    half: u16,
    word: u32,
    long: u64,
    small: i8,
    short: i16,
    int: i32,
    wide: i64,
    double: f64,
    array: [u16; 3],
    matrix: [[u8; 2]; 2],
    buffer: Buffer<5>,
    #[migration_state(into(Buffer<4>))]
    bytes: [u8; 4],
    #[migration_state(slice = 1..3)]
    window: [u8; 4],
    unused: Unused<3>,
    timer: Timer,
    clock: Clock,
    fifo: Fifo8<3>,
    words: Fifo32<2>,
    bitmap: Bitmap<70>,
    #[migration_state(into(Int32Le))]
    used: i32,
    #[migration_state(equal = "as the board was built")]
    lanes: u8,
    times: Tmp<Times>,
    text: Text,
    mode: Mode,
    #[migration_state(try_into(u8))]
    position: Position,
    #[migration_state(with = doubled)]
    doubled: Computed<u16>,
    #[migration_state(range = ..=8)]
    level: u8,
    #[migration_state(len = level)]
    queue: [u8; 8],
    count: u16,
    #[migration_state(len = count, range = ..=3)]
    counted: Vec<Element>,
    #[migration_state(range = ..=3)]
    list: Vec<Element>,
    #[migration_state(range = ..=3)]
    deque: VecDeque<Element>,
    #[migration_state(range = ..=3)]
    linked: LinkedList<Element>,
    #[migration_state(range = ..=3)]
    map: BTreeMap<u16, Element>,
    pointers: [Option<Box<Element>>; 2],
    boxed: Box<Element>,
    nested: Element,
    pair: [Element; 2],
    locked: Arc<Mutex<Element>>,
    read_locked: RwLock<u8>,
    cell: Cell<u8>,
    ref_cell: RefCell<Element>,
    atomic: AtomicU16,
    #[migration_state(since = 2)]
    later: u16,
    #[migration_state(since = 3)]
    latest: [u8; 2],
    #[migration_state(exists = has_extra)]
    extra: u8,
    #[migration_state(subsection = "every/clock", needed = Self::has_ratio)]
    ratio: u8,
    #[migration_state(subsection = "every/clock/fine", needed = Self::has_fine)]
    fine: u16,
    #[migration_state(subsection = "every/gone", needed = Self::is_gone, absent = Self::came_back)]
    gone: u8,
    #[migration_state(subsection = "every/maybe")]
    maybe: Option<Element>,
    #[migration_state(subsection = "every/once")]
    once: OnceLock<Element>,
    #[migration_state(omit = "who it is for")]
    #[expect(dead_code, reason = "it is shown, which is how the tests compare")]
    owner: String,
    #[migration_state(omit = "computed from others")]
    sum: u32,
}

fn has_extra(received: &EveryMigration, _version_id: u8) -> bool {
    step("exists").is_ok() && received.flag
}

mod doubled {
    use migration::InvalidError;

    use super::{step, Every};

    pub fn get(every: &Every) -> Result<u16, InvalidError> {
        step("get")?;
        Ok(every.half.wrapping_mul(2))
    }

    pub fn set(every: &mut Every, doubled: u16) -> Result<(), InvalidError> {
        step("set")?;
        if doubled == every.half.wrapping_mul(2) {
            Ok(())
        } else {
            Err(InvalidError::new(format!("expected twice {}, found {doubled}", every.half)))
        }
    }
}

impl Every {
    fn validate(&self, received: &EveryMigration, _version_id: u8) -> Result<(), InvalidError> {
        step("validate")?;
        if received.word == 0xdead_beef {
            return Err(InvalidError::new("expected no dead cow").at("word"));
        }
        Ok(())
    }

    fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        self.sum = self.word.wrapping_add(self.half.into());
        self.cell.set(self.cell.get() & 0x7f);
        step("post_load")
    }

    fn has_ratio(&self) -> bool {
        step("needed").is_ok() && self.ratio != 0
    }

    fn has_fine(&self) -> bool {
        self.fine != 0
    }

    fn is_gone(&self) -> bool {
        self.gone != 0
    }

    fn came_back(&mut self) {
        self.gone = 0;
    }

    /// A device with something in each part.
    ///
    /// # Panics
    ///
    /// Never: what is put into the queues fits.
    pub fn full(seed: u8) -> Self {
        let element = |number: u8| Element::new(seed.wrapping_add(number));
        let (mut fifo, mut words, mut bitmap) = (Fifo8::new(), Fifo32::new(), Bitmap::new());
        fifo.push(seed).and_then(|()| fifo.push(seed ^ 1)).expect("room for two");
        words.push(u32::from(seed)).expect("room for one");
        bitmap.set(usize::from(seed % 70), true);
        Self {
            flag: true,
            byte: seed,
            half: 0x102 + u16::from(seed),
            word: 0x1_0203 + u32::from(seed),
            long: 0x102_0304 << 16,
            small: -1,
            short: -2,
            int: -3,
            wide: -4,
            double: 1.5,
            array: [1, 2, 3],
            matrix: [[4, 5], [6, 7]],
            buffer: Buffer(*b"bytes"),
            bytes: *b"four",
            window: [8, 9, 10, 11],
            unused: Unused,
            timer: Timer::at(1_000_000),
            clock: Clock { period: 0x1234, multiplier: 2, divider: 3 },
            fifo,
            words,
            bitmap,
            used: 100,
            lanes: 4,
            times: Tmp(Times::new(seed)),
            text: Text::new("abc"),
            mode: Mode::Fast,
            position: Position::new(seed),
            doubled: Computed::default(),
            level: 3,
            queue: [12, 13, 14, 15, 16, 17, 18, 19],
            count: 2,
            counted: vec![element(1), element(2)],
            list: vec![element(3), element(4)],
            deque: [element(5)].into(),
            linked: [element(6), element(7)].into(),
            map: BTreeMap::from([(1, element(8)), (0x203, element(9))]),
            pointers: [None, Some(Box::new(element(10)))],
            boxed: Box::new(element(11)),
            nested: element(12),
            pair: [element(13), element(14)],
            locked: Arc::new(Mutex::new(element(15))),
            read_locked: RwLock::new(20),
            cell: Cell::new(21),
            ref_cell: RefCell::new(element(16)),
            atomic: AtomicU16::new(22),
            later: 23,
            latest: [24, 25],
            extra: 26,
            ratio: 27,
            fine: 28,
            gone: 29,
            maybe: Some(element(17)),
            once: OnceLock::from(element(18)),
            owner: format!("owner {seed}"),
            sum: 0x1_0305 + 2 * u32::from(seed),
        }
    }

    /// A device with as little as can be.
    pub fn empty() -> Self {
        Self {
            flag: false,
            level: 0,
            count: 0,
            counted: Vec::new(),
            list: Vec::new(),
            deque: VecDeque::new(),
            linked: LinkedList::new(),
            map: BTreeMap::new(),
            ratio: 0,
            fine: 0,
            gone: 0,
            maybe: None,
            once: OnceLock::new(),
            ..Self::full(0)
        }
    }
}
