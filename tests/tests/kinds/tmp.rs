//! `Tmp`: a struct of which only the self-description and the version differ.

use std::sync::Mutex;

use migration::{
    impl_vmstate_struct,
    kinds::{Int32Le, Tmp},
    load_state_mut, save_state, vmstate_fields, vmstate_of, ErrorKind, ToMigrationState, VMStateDescription,
    VMStateDescriptionBuilder, Value,
};
use migration_tests::hex;

use super::{described, device, inspected};

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(version_id = 0, name = "times")]
struct Times {
    elapsed: u16,
    #[migration_state(subsection = "times/extra", needed = Self::has_extra)]
    extra: u8,
}

impl Times {
    fn has_extra(&self) -> bool {
        self.extra != 0
    }
}

#[derive(Debug, PartialEq, ToMigrationState)]
#[migration_state(name = "device", version_id = 3)]
struct Counter {
    times: [Tmp<Times>; 2],
    rest: u8,
}

fn counter() -> Counter {
    Counter { times: [Tmp(Times { elapsed: 0x102, extra: 0 }), Tmp(Times { elapsed: 0x304, extra: 7 })], rest: 9 }
}

const BYTES: &str = "0102 0304 050b74696d65732f6578747261 00000001 07 09";

#[test]
fn bytes() {
    assert_eq!(save_state(&counter()).unwrap(), hex(BYTES));
    let mut other = Counter { times: Default::default(), rest: 0 };
    load_state_mut(&mut other, &hex(BYTES), 3).unwrap();
    assert_eq!(other, counter());
    let error = load_state_mut(&mut other, &hex("0102 03"), 3).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Truncated, "times[1].elapsed"));
    assert_eq!(other, counter());
}

/// The keys of the struct are right in the field's object. As in QEMU, elements after the first are taken for alike.
#[test]
fn description_and_tree() {
    #[derive(ToMigrationState)]
    #[migration_state(name = "device", version_id = 3)]
    struct Device {
        times: Tmp<Times>,
    }
    let device = Mutex::new(Device { times: Tmp(Times { elapsed: 0x102, extra: 7 }) });
    assert_eq!(
        described(&device),
        concat!(
            r#"{"name": "times", "type": "tmp", "vmsd_name": "times", "version": 0, "#,
            r#""fields": [{"name": "elapsed", "type": "uint16", "size": 2}], "#,
            r#""subsections": [{"vmsd_name": "times/extra", "version": 1, "#,
            r#""fields": [{"name": "extra", "type": "uint8", "size": 1}]}], "size": 20}"#
        )
    );
    let tree = inspected(&device);
    let times = tree.child("times").unwrap();
    assert_eq!(times.type_name, "tmp");
    assert_eq!(times.child("elapsed").unwrap().value, Some(Value::Unsigned(0x102, 2)));
}

#[derive(Default)]
struct Versioned {
    old: u8,
    new: u8,
}

static VERSIONED: VMStateDescription<Versioned> = VMStateDescriptionBuilder::<Versioned>::new()
    .name(c"versioned")
    .version_id(2)
    .fields(vmstate_fields! { vmstate_of!(Versioned, old), vmstate_of!(Versioned, new).with_version_id(2) })
    .build();
impl_vmstate_struct!(Versioned, VERSIONED);

/// It is saved at its own version and loads at the field's, as QEMU does it.
#[test]
fn it_loads_at_the_version_of_the_field() {
    device!(Zero { tmp: Tmp<Versioned> } vmstate_of!(Zero, tmp));
    let mut zero = Zero { tmp: Tmp(Versioned { old: 1, new: 2 }) };
    assert_eq!(save_state(&zero).unwrap(), [1, 2]);
    load_state_mut(&mut zero, &[3], 3).unwrap();
    assert_eq!((zero.tmp.0.old, zero.tmp.0.new), (3, 2));

    device!(Two { tmp: Tmp<Versioned> } vmstate_of!(Two, tmp).with_version_id(2));
    let mut two = Two { tmp: Tmp(Versioned::default()) };
    load_state_mut(&mut two, &[3, 4], 3).unwrap();
    assert_eq!((two.tmp.0.old, two.tmp.0.new), (3, 4));

    device!(Three { tmp: Tmp<Versioned> } vmstate_of!(Three, tmp).with_version_id(3));
    let mut three = Three { tmp: Tmp(Versioned::default()) };
    let error = load_state_mut(&mut three, &[3, 4], 3).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Version, "tmp"));
}

#[derive(Default)]
struct Reading {
    used: Int32Le,
    lines: u8,
}

static READING: VMStateDescription<Reading> = VMStateDescriptionBuilder::<Reading>::new()
    .name(c"reading")
    .fields(vmstate_fields! { vmstate_of!(Reading, used), vmstate_of!(Reading, lines).with_equal(None) })
    .build();
impl_vmstate_struct!(Reading, READING);

/// Fields that read the local value are put back all the same.
#[test]
fn a_later_failure_puts_it_back() {
    device!(Device { tmp: [Tmp<Reading>; 2], tail: u16 } vmstate_of!(Device, tmp), vmstate_of!(Device, tail));
    let reading = || Tmp(Reading { used: Int32Le(5), lines: 4 });
    let mut device = Device { tmp: [reading(), reading()], tail: 7 };
    let error = load_state_mut(&mut device, &hex("00000003 04 00000002 04 00"), 3).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Truncated, "tail"));
    assert_eq!(error.message(), "expected 2 bytes, found 1", "nothing failed on the way back");
    assert_eq!(save_state(&device).unwrap(), hex("00000005 04 00000005 04 0007"));
    load_state_mut(&mut device, &hex("00000003 04 00000002 04 0008"), 3).unwrap();
    assert_eq!(save_state(&device).unwrap(), hex("00000003 04 00000002 04 0008"));
}
