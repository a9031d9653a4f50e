//! How long the state of a type is at most, which the compiler knows.

use std::{collections::BTreeMap, sync::Mutex};

use migration::{
    bql::BqlCell, impl_vmstate_forward, save_state, Bitmap, Buffer, Clock, Describe, Fifo8, Machine, Migratable, Timer,
    Tmp, ToMigrationState, Unused, VMState,
};
use migration_tests::every::{Every, EveryMigration, Rack};

#[derive(Clone, Default, ToMigrationState)]
#[migration_state(version_id = 0)]
struct Part {
    value: u16,
    #[migration_state(subsection = "Part/x", needed = Self::has_x)]
    x: u8,
}

impl Part {
    fn has_x(&self) -> bool {
        self.x != 0
    }
}

/// Fields, marker, length of the name, name, version, field.
const PART: usize = 2 + (1 + 1 + "Part/x".len() + 4 + 1);

#[derive(ToMigrationState)]
#[migration_state(name = "all")]
struct All {
    scalars: [u32; 3],
    flag: bool,
    buffer: Buffer<5>,
    unused: Unused<7>,
    timer: Timer,
    clock: Clock,
    fifo: Fifo8<4>,
    bitmap: Bitmap<65>,
    tmp: Tmp<Part>,
    part: Part,
    boxed: Box<[u8; 2]>,
    pointers: [Option<Box<Part>>; 2],
    level: u8,
    #[migration_state(len = level, range = ..=3)]
    counted: Vec<Part>,
    #[migration_state(len = level)]
    array: [u16; 4],
    #[migration_state(range = ..=3)]
    list: Vec<Part>,
    #[migration_state(range = ..=2)]
    map: BTreeMap<u8, Part>,
    #[migration_state(subsection = "all/option")]
    option: Option<Part>,
}

fn all() -> All {
    let part = || Part { value: 1, x: 2 };
    All {
        scalars: [1; 3],
        flag: true,
        buffer: Buffer([0; 5]),
        unused: Unused,
        timer: Timer::STOPPED,
        clock: Clock { period: 1, multiplier: 2, divider: 3 },
        fifo: Fifo8::new(),
        bitmap: Bitmap::new(),
        tmp: Tmp(part()),
        part: part(),
        boxed: Box::new([3; 2]),
        pointers: [Some(Box::new(part())), Some(Box::new(part()))],
        level: 3,
        counted: vec![part(), part(), part()],
        array: [4; 4],
        list: vec![part(), part(), part()],
        map: [(1, part()), (2, part())].into(),
        option: Some(part()),
    }
}

#[test]
fn each_kind_adds_what_it_has_at_most() {
    let clock = 8 + (1 + 1 + "clock/muldiv".len() + 4 + 4 + 4);
    let fifo = 4 + 4 + 4;
    let lists = (3 * (1 + PART) + 1) + (4 + 2 * (1 + 8 + PART) + 1);
    let counted = 3 * PART + 4 * 2;
    let option = 1 + 1 + "all/option".len() + 4 + PART;
    let sum = 12 + 1 + 5 + 7 + 8 + clock + fifo + 16 + PART + PART + 2 + 2 * PART + 1 + counted + lists + option;
    const MOST: Option<usize> = AllMigration::VMSD.max_wire_len();
    assert_eq!(MOST, Some(sum));
    // All of it is there, but for the last element of the array, as the list counts three.
    assert_eq!(save_state(&all()).unwrap().len(), sum - 2);
}

#[test]
fn no_state_is_longer() {
    let most = EveryMigration::VMSD.max_wire_len().unwrap();
    for every in [Every::full(1), Every::full(2), Every::empty()] {
        let length = save_state(&every).unwrap().len();
        assert!(length <= most, "{length} of {most}");
    }
    let most = Rack::VMSD.max_wire_len().unwrap();
    let length = save_state(&Rack::full(1)).unwrap().len();
    assert!(length <= most && most < 2 * length, "{length} of {most}");
}

#[test]
fn a_machine_adds_frames() {
    let (first, second) = (Mutex::new(all()), Migratable::new(Mutex::new(all())));
    let mut machine = Machine::new("m").with_description(false).with_target_page_bits(12);
    machine.register(&first).unwrap();
    machine.register(&second).unwrap();
    assert_eq!(machine.max_stream_len(), Some(machine.save().unwrap().len() + 2 * 2));
}

#[derive(VMState)]
struct Wrapped(BqlCell<u16>);

struct Forwarded([Wrapped; 2]);
impl_vmstate_forward!(Forwarded);

#[derive(VMState)]
#[vmstate(name = "in-place")]
struct InPlace {
    forwarded: Forwarded,
    behind_a_lock: Migratable<Mutex<Part>>,
}

#[test]
fn wrappers_are_as_long_as_what_they_wrap() {
    let device = InPlace {
        forwarded: Forwarded([Wrapped(1.into()), Wrapped(2.into())]),
        behind_a_lock: Mutex::new(Part { value: 3, x: 4 }).into(),
    };
    assert_eq!(InPlace::VMSD.max_wire_len(), Some(save_state(&device).unwrap().len()));
}
