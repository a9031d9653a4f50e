//! What stands around a device's fields: names, places and ends (R1, R6, R9).

use std::sync::Mutex;

use migration::{
    bql::{self, BqlCell},
    impl_vmstate_struct, load_state, load_state_mut, save_state,
    stream::{Section, Stream},
    vmstate_fields, vmstate_of, vmstate_subsections, vmstate_validate, Describe, ErrorKind, Machine, Migratable, Place,
    ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};
use migration_tests::hex;

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "latch")]
struct Latch {
    value: u8,
}

type SharedLatch = Migratable<Mutex<Latch>>;

fn latch(value: u8) -> SharedLatch {
    Mutex::new(Latch { value }).into()
}

fn value(latch: &SharedLatch) -> u8 {
    latch.lock().unwrap().value
}

/// A struct whose name is the byte that a footer begins with, in front of two bytes that look like the head of a subsection.
#[derive(Default)]
struct Inner(BqlCell<u8>);
static INNER: VMStateDescription<Inner> =
    VMStateDescriptionBuilder::<Inner>::new().name(c"~").fields(vmstate_fields! { vmstate_of!(Inner, 0) }).build();
impl_vmstate_struct!(Inner, INNER);

#[derive(Default)]
struct Outer {
    inner: Inner,
    behind: BqlCell<[u8; 2]>,
}
impl Describe for Outer {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"outer")
        .fields(vmstate_fields! { vmstate_of!(Outer, inner), vmstate_of!(Outer, behind) })
        .build();
}

#[test]
fn look_alikes_that_reach_into_the_footer_are_not_written() {
    bql::start_test();
    let outer = Outer::default();
    let latch = latch(0);
    let mut machine = Machine::new("").with_description(false);
    machine.register(&outer).unwrap();
    machine.register(&latch).unwrap();
    // A name of two bytes: those of the footer. One of 24: there are so many up to the end. One of 255: there are not.
    for (length, is_ambiguous) in [(1, false), (2, true), (24, true), (255, false)] {
        outer.behind.set([5, length]);
        let saved = machine.save();
        match &saved {
            Ok(stream) => machine.load(stream).unwrap(),
            Err(error) => {
                assert_eq!((error.kind(), error.device()), (ErrorKind::Ambiguous, "outer"), "{error}");
                assert!(error.message().contains("behind `~`"), "{error}");
            }
        }
        assert_eq!(saved.is_err(), is_ambiguous, "{length}");
        // Alone, nothing is behind it.
        load_state(&outer, &save_state(&outer).unwrap(), 0).unwrap();
    }
}

/// A reader gives `port/extra` to the `port` behind the lock, which ends just before it.
#[test]
fn what_is_behind_a_lock_counts_where_tables_are_checked() {
    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "port")]
    struct Port {
        level: u8,
    }

    #[derive(Default)]
    struct Device {
        extra: BqlCell<u8>,
        port: Migratable<Mutex<Port>>,
    }
    static EXTRA: VMStateDescription<Device> = VMStateDescriptionBuilder::<Device>::new()
        .name(c"port/extra")
        .fields(vmstate_fields! { vmstate_of!(Device, extra) })
        .build();
    impl Describe for Device {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"port")
            .fields(vmstate_fields! { vmstate_of!(Device, port) })
            .subsections(vmstate_subsections! { EXTRA })
            .build();
    }

    let device = Device::default();
    let error = Machine::new("").register(&device).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Ambiguous, "port"), "{error}");
}

/// The name without path is another name for devices that have a path, as in QEMU, and for no others.
#[test]
fn short_names_are_for_devices_with_a_path() {
    let latches = [latch(0), latch(0), latch(0)];
    let mut machine = Machine::new("").with_description(false);
    let place = |path, instance_id| Place { path, instance_id, ..Place::default() };
    machine.register_at(&latches[0], place(None, Some(5))).unwrap();
    machine.register_at(&latches[1], place(Some("bus"), None)).unwrap();
    machine.register_at(&latches[2], place(Some("bus"), None)).unwrap();

    let load = |instance_id| {
        let sent = latch(7);
        let mut sender = Machine::new("").with_description(false);
        sender.register_at(&sent, place(None, Some(instance_id))).unwrap();
        machine.load(&sender.save().unwrap())
    };
    // The first one with a path has number 0, whatever stands without a path.
    load(0).unwrap();
    assert_eq!(latches.each_ref().map(value), [0, 7, 0]);
    load(1).unwrap();
    assert_eq!(latches.each_ref().map(value), [0, 7, 7]);
    assert_eq!(load(2).unwrap_err().kind(), ErrorKind::UnknownSection);
    load(5).unwrap();
    assert_eq!(value(&latches[0]), 7);
}

#[test]
fn section_ids_are_those_that_are_free() {
    let latches = [latch(0), latch(1), latch(2), latch(3)];
    let mut machine = Machine::new("");
    machine.register_at(&latches[0], Place { section_id: Some(1), ..Place::default() }).unwrap();
    machine.register_at(&latches[1], Place { section_id: Some(3), ..Place::default() }).unwrap();
    machine.register(&latches[2]).unwrap();
    machine.register(&latches[3]).unwrap();
    let stream = machine.save().unwrap();
    let ids = Stream::parse(&stream).unwrap().sections().iter().map(Section::id).collect::<Vec<_>>();
    assert_eq!(ids, [1, 3, 2, 4]);
}

#[test]
fn what_does_not_migrate_is_not_saved_alone_either() {
    struct Fixed(u8);
    impl Describe for Fixed {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"fixed")
            .unmigratable()
            .fields(vmstate_fields! { vmstate_of!(Fixed, 0) })
            .build();
    }
    let error = save_state(&Fixed(1)).unwrap_err();
    assert_eq!((error.kind(), error.device()), (ErrorKind::NotMigratable, "fixed"));
}

struct Named {
    count: u8,
    values: [u8; 2],
}

impl Named {
    fn is_fine(&self, _version_id: u8) -> bool {
        self.count != 9
    }
}

static MORE: VMStateDescription<Named> = VMStateDescriptionBuilder::<Named>::new()
    .name(c"named/more")
    .version_id(1)
    .minimum_version_id(1)
    .fields(vmstate_fields! { vmstate_of!(Named, count) })
    .build();
impl Describe for Named {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"named")
        .fields(vmstate_fields! {
            vmstate_of!(Named, count),
            vmstate_validate!(Named, c"not nine: that is for others", Named::is_fine),
            vmstate_of!(Named, values[0 .. count]).with_name(c"contents"),
        })
        .subsections(vmstate_subsections! { MORE })
        .build();
}

#[test]
fn errors_name_things_as_they_are() {
    let load = |bytes: &str| load_state_mut(&mut Named { count: 0, values: [0; 2] }, &hex(bytes), 0).unwrap_err();
    // The guard of a count has the name of its field; the name of a check is a sentence, colons and all.
    let error = load("03 010203");
    assert_eq!(error.path(), "contents", "{error}");
    let error = load("09");
    assert_eq!((error.path(), error.message()), ("", "the check \"not nine: that is for others\" says no"));
    // The low byte of a subsection's version counts, as in QEMU; the error says what is there.
    let error = load("00 05 0a 6e616d65642f6d6f7265 00000102 00");
    assert_eq!(error.kind(), ErrorKind::Version);
    assert!(error.message().contains("found 0x102, of which only the low byte counts, 2, which is newer"), "{error}");
}

#[test]
fn names_from_a_stream_are_escaped() {
    let error =
        load_state_mut(&mut Named { count: 0, values: [0; 2] }, &hex("00 05 0b 6e616d65642f 1b5b41 0a ff 00000001"), 0)
            .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownSubsection);
    assert!(error.message().ends_with("found the subsection `named/\\u{1b}[A\\n\u{fffd}`"), "{error}");

    let device = latch(1);
    let mut machine = Machine::new("").with_description(false);
    machine.register(&device).unwrap();
    let mut stream = machine.save().unwrap();
    let name = stream.windows(5).position(|window| window == b"latch").unwrap();
    stream[name + 1] = 0x1b;
    let error = machine.load(&stream).unwrap_err();
    assert!(error.message().contains("`l\\u{1b}tch`"), "{error}");

    let stream = machine.with_description(true).save().unwrap();
    let begin = stream.windows(2).position(|window| window == b"{\"").unwrap();
    let text = String::from_utf8(stream[begin..].to_vec()).unwrap();
    let bad = text.replace(r#""name": "value""#, r#""name": "\u001b[A""#).replace(r#""size": 1"#, r#""size": -1"#);
    let bad = [&stream[..begin - 4], &(bad.len() as u32).to_be_bytes(), bad.as_bytes()].concat();
    let error = Stream::parse(&bad).unwrap_err();
    assert!(error.message().contains("\\u{1b}[A: expected \"size\""), "{error}");
}
