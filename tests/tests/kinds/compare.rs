//! Kinds that compare what is received with what is here: equal kinds and `Int32Le`.

use std::sync::Mutex;

use migration::{
    bql::{self, BqlCell},
    load_state, load_state_mut, save_state, vmstate_fields, vmstate_of, Describe, ErrorKind, Field, Int32Le,
    InvalidError, ToMigrationState, VMStateDescription, VMStateDescriptionBuilder, Value,
};
use migration_tests::hex;

use super::{described, device, inspected};

struct Numbers {
    byte: BqlCell<u8>,
    half: BqlCell<u16>,
    signed: BqlCell<i32>,
    word: BqlCell<u32>,
    long: BqlCell<u64>,
    list: BqlCell<[u16; 2]>,
}

impl Describe for Numbers {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"device")
        .version_id(3)
        .fields(vmstate_fields! {
            vmstate_of!(Numbers, byte).with_equal(None),
            vmstate_of!(Numbers, half).with_equal(None),
            vmstate_of!(Numbers, signed).with_equal(Some(c"the number of lines is a property")),
            vmstate_of!(Numbers, word).with_equal(None),
            vmstate_of!(Numbers, long).with_equal(None),
            vmstate_of!(Numbers, list).with_equal(None),
        })
        .build();
}

fn numbers() -> Numbers {
    bql::start_test();
    Numbers {
        byte: 0x12.into(),
        half: 0x1234.into(),
        signed: (-2).into(),
        word: 0x1234_5678.into(),
        long: 0xfedc_ba98_7654_3210.into(),
        list: [1, 2].into(),
    }
}

const BYTES: &str = "12 1234 fffffffe 12345678 fedcba9876543210 0001 0002";

#[test]
fn equal_values_load() {
    let numbers = numbers();
    assert_eq!(save_state(&numbers).unwrap(), hex(BYTES));
    load_state(&numbers, &hex(BYTES), 3).unwrap();
    assert_eq!(save_state(&numbers).unwrap(), hex(BYTES));
}

#[test]
fn other_values_are_refused_and_not_taken() {
    let numbers = numbers();
    let bytes = hex(BYTES);
    for (offset, path, message) in [
        (0, "byte", "expected 18, as here, found 19"),
        (2, "half", "expected 4660, as here, found 4661"),
        (6, "signed", "expected -2, as here, found -1: the number of lines is a property"),
        (10, "word", "expected 305419896, as here, found 305419897"),
        (18, "long", "expected 18364758544493064720, as here, found 18364758544493064721"),
        (22, "list[1]", "expected 2, as here, found 3"),
    ] {
        let mut other = bytes.clone();
        other[offset] += 1;
        let error = load_state(&numbers, &other, 3).unwrap_err();
        assert_eq!((error.kind(), error.path(), error.message()), (ErrorKind::Invalid, path, message));
        assert_eq!(save_state(&numbers).unwrap(), bytes);
    }
    let error = load_state(&numbers, &bytes[..10], 3).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Truncated, "word"));
}

#[test]
fn description_and_tree() {
    let numbers = numbers();
    assert_eq!(
        described(&numbers),
        concat!(
            r#"{"name": "byte", "type": "uint8 equal", "size": 1}, "#,
            r#"{"name": "half", "type": "uint16 equal", "size": 2}, "#,
            r#"{"name": "signed", "type": "int32 equal", "size": 4}, "#,
            r#"{"name": "word", "type": "uint32 equal", "size": 4}, "#,
            r#"{"name": "long", "type": "int64 equal", "size": 8}, "#,
            r#"{"name": "list", "array_len": 2, "type": "uint16 equal", "size": 2}"#
        )
    );
    let tree = inspected(&numbers);
    let value = |name| tree.child(name).unwrap().value.clone().unwrap();
    assert_eq!(value("byte"), Value::Unsigned(0x12, 1));
    assert_eq!(value("half"), Value::Unsigned(0x1234, 2));
    assert_eq!(value("signed"), Value::Signed(-2));
    assert_eq!(value("word"), Value::Unsigned(0x1234_5678, 4));
    assert_eq!(value("long"), Value::Unsigned(0xfedc_ba98_7654_3210, 8));
}

/// The kind changes nothing, but a hook may.
#[test]
fn what_a_hook_did_to_the_expected_value_is_undone() {
    struct Device {
        lines: BqlCell<u8>,
    }
    impl Device {
        fn expect_nine(&self) -> Result<(), InvalidError> {
            self.lines.set(9);
            Ok(())
        }
    }
    impl Describe for Device {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"device")
            .pre_load(&Device::expect_nine)
            .fields(vmstate_fields! { vmstate_of!(Device, lines).with_equal(None) })
            .build();
    }
    bql::start_test();
    let device = Device { lines: 4.into() };
    let error = load_state(&device, &[4], 0).unwrap_err();
    assert_eq!(error.message(), "expected 9, as here, found 4");
    assert_eq!(device.lines.get(), 4);
    load_state(&device, &[9], 0).unwrap();
}

#[test]
fn without_a_cell_it_loads_through_an_exclusive_reference() {
    device!(Device { lines: u32 } vmstate_of!(Device, lines).with_equal(None).with_version_id(2).with_name(c"nlines"));
    let mut device = Device { lines: 5 };
    load_state_mut(&mut device, &[0, 0, 0, 5], 2).unwrap();
    load_state_mut(&mut device, &[], 1).unwrap();
    let error = load_state_mut(&mut device, &[0, 0, 0, 6], 3).unwrap_err();
    assert_eq!((error.path(), device.lines), ("nlines", 5));
}

#[test]
#[should_panic(expected = "only fields of u8, u16, u32, u64 and i32 can be compared")]
fn other_types_have_no_kind_that_compares() {
    struct Device {
        flag: bool,
    }
    let field: Field<Device> = vmstate_of!(Device, flag);
    let _ = field.with_equal(None);
}

#[derive(Debug, PartialEq, ToMigrationState)]
#[migration_state(name = "device", version_id = 3)]
struct Queues {
    #[migration_state(try_into(Int32Le))]
    used: usize,
    next: u8,
}

#[test]
fn a_number_becomes_smaller_only() {
    let mut queues = Queues { used: 0x102, next: 7 };
    assert_eq!(save_state(&queues).unwrap(), hex("00000102 07"));
    for refused in ["00000103 08", "ffffffff 08", "80000000 08"] {
        let error = load_state_mut(&mut queues, &hex(refused), 3).unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Invalid, "used"));
        assert!(error.message().starts_with("expected a number from 0 to 258, which is the one here"), "{error}");
        assert_eq!(queues, Queues { used: 0x102, next: 7 });
    }
    load_state_mut(&mut queues, &hex("00000102 08"), 3).unwrap();
    load_state_mut(&mut queues, &hex("00000001 09"), 3).unwrap();
    assert_eq!(queues, Queues { used: 1, next: 9 });
    load_state_mut(&mut queues, &hex("00000000 0a"), 3).unwrap();
    assert_eq!(queues, Queues { used: 0, next: 10 });
    let error = load_state_mut(&mut queues, &hex("00000001 09"), 3).unwrap_err();
    assert_eq!(error.message(), "expected a number from 0 to 0, which is the one here, found 1");
}

#[test]
fn description_and_tree_of_a_number_that_becomes_smaller() {
    let queues = Mutex::new(Queues { used: 3, next: 0 });
    assert_eq!(
        described(&queues),
        r#"{"name": "used", "type": "int32 le", "size": 4}, {"name": "next", "type": "uint8", "size": 1}"#
    );
    assert_eq!(inspected(&queues).child("used").unwrap().value, Some(Value::Signed(3)));
}

/// The old number is above the new one, and comes back all the same.
#[test]
fn a_later_failure_puts_the_larger_number_back() {
    device!(Device { used: Int32Le, tail: u16 } vmstate_of!(Device, used), vmstate_of!(Device, tail));
    let mut device = Device { used: Int32Le(5), tail: 7 };
    let error = load_state_mut(&mut device, &hex("00000003 00"), 3).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
    assert_eq!((device.used, device.tail), (Int32Le(5), 7));
}
