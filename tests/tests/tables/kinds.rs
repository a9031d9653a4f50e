//! Each type on its own.

use migration::{
    bql, bql::BqlCell, bql::BqlRefCell, impl_vmstate_struct, load_state_mut, save_state, vmstate_fields, vmstate_of,
    Buffer, Describe, ErrorKind, Timer, VMStateDescription, VMStateDescriptionBuilder,
};
use migration_tests::hex;

/// A table of one field, to see what the field's type does.
macro_rules! device_of {
    ($name:ident, $type:ty) => {
        struct $name {
            value: $type,
        }

        impl Describe for $name {
            const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
                .name(c"device")
                .fields(vmstate_fields! { vmstate_of!($name, value) })
                .build();
        }
    };
}

macro_rules! round_trip {
    ($type:ty, $value:expr, $bytes:literal, $other:expr) => {{
        device_of!(Device, $type);
        let bytes = hex($bytes);
        assert_eq!(save_state(&Device { value: $value }).unwrap(), bytes);
        let mut device = Device { value: $other };
        load_state_mut(&mut device, &bytes, 0).unwrap();
        assert!(device.value == $value);
        for length in 0..bytes.len() {
            let mut device = Device { value: $other };
            let error = load_state_mut(&mut device, &bytes[..length], 0).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
            assert!(device.value == $other, "a failed load changes nothing");
        }
        let error = load_state_mut(&mut device, &[bytes.as_slice(), &[0]].concat(), 0).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::TrailingData, Some(bytes.len())));
    }};
}

#[test]
fn scalars() {
    round_trip!(bool, true, "01", false);
    round_trip!(u8, 0x12, "12", 0);
    round_trip!(i8, -2, "fe", 0);
    round_trip!(u16, 0x1234, "1234", 0);
    round_trip!(i16, -2, "fffe", 0);
    round_trip!(u32, 0x1234_5678, "12345678", 0);
    round_trip!(i32, -2, "fffffffe", 0);
    round_trip!(u64, 0x0123_4567_89ab_cdef, "0123456789abcdef", 0);
    round_trip!(i64, -2, "fffffffffffffffe", 0);
}

#[test]
fn any_byte_but_zero_is_true() {
    device_of!(Device, bool);
    let mut device = Device { value: false };
    load_state_mut(&mut device, &[0xff], 0).unwrap();
    assert_eq!(save_state(&device).unwrap(), [1]);
}

#[test]
fn times_that_are_over_are_zero() {
    device_of!(Device, Timer);
    let mut device = Device { value: Timer::STOPPED };
    load_state_mut(&mut device, &hex("fffffffffffffffe"), 0).unwrap();
    assert_eq!(device.value.expires(), Some(0));
}

/// The check of a count is no device code, so a table with one fits into a cell.
#[derive(PartialEq)]
struct Queue {
    length: u8,
    values: [u8; 4],
}
impl_vmstate_struct!(
    Queue,
    VMStateDescriptionBuilder::<Queue>::new()
        .name(c"queue")
        .fields(vmstate_fields! { vmstate_of!(Queue, length), vmstate_of!(Queue, values[0 .. length]) })
        .build()
);

#[test]
fn counted_arrays_in_cells() {
    bql::start_test();
    let queue = |length, values| BqlRefCell::new(Queue { length, values });
    round_trip!(BqlRefCell<Queue>, queue(2, [1, 2, 9, 9]), "020102", queue(0, [9; 4]));
}

#[test]
fn arrays_cells_and_boxes() {
    bql::start_test();
    round_trip!([u16; 3], [1, 2, 0x304], "0001 0002 0304", [9; 3]);
    round_trip!([[u8; 2]; 3], [[1, 2], [3, 4], [5, 6]], "010203040506", [[0; 2]; 3]);
    round_trip!(BqlCell<u16>, BqlCell::new(0x102), "0102", BqlCell::new(0));
    // A cell around an array keeps the distance of the array's elements.
    round_trip!(BqlCell<[u16; 2]>, BqlCell::new([1, 2]), "00010002", BqlCell::new([0; 2]));
    // An array of cells with a flag behind the value has a distance of its own.
    let cells = || [1_u16, 2, 3].map(BqlRefCell::new);
    round_trip!([BqlRefCell<u16>; 3], cells(), "000100020003", [0_u16; 3].map(BqlRefCell::new));
    round_trip!(Box<u32>, Box::new(7), "00000007", Box::new(0));
    round_trip!(Box<[u16; 2]>, Box::new([1, 2]), "00010002", Box::new([0; 2]));
    round_trip!([Box<u16>; 2], [Box::new(1), Box::new(2)], "00010002", [Box::new(0), Box::new(0)]);
    let boxed = |value: [u8; 2]| Box::new(BqlRefCell::new(value));
    round_trip!(Box<BqlRefCell<[u8; 2]>>, boxed([1, 2]), "0102", boxed([0, 0]));
    round_trip!(Buffer<3>, Buffer([1, 2, 3]), "010203", Buffer([0; 3]));
    round_trip!([Buffer<2>; 2], [Buffer([1, 2]), Buffer([3, 4])], "01020304", [Buffer([0; 2]); 2]);
    round_trip!(Timer, Timer::at(0x102), "0000000000000102", Timer::STOPPED);
    round_trip!([Timer; 2], [Timer::STOPPED, Timer::at(1)], "ffffffffffffffff0000000000000001", [Timer::at(7); 2]);
    round_trip!([u8; 0], [0_u8; 0], "", [0_u8; 0]);
}
