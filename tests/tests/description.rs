//! The self-description of hand-written tables, written out by the rules of the stream format (R1).

use std::sync::Mutex;

use migration::{
    bindings::{vmstate_info_uint16, VMStateField, VMStateFlags, Zeroable},
    bql::{self, BqlCell},
    impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_unused, vmstate_validate, Describe,
    Machine, Migratable, ToMigrationState, VMState, VMStateDescription, VMStateDescriptionBuilder,
};

/// What the description says of the fields of the only device.
fn fields_of<T: Describe>(device: &T) -> String {
    let mut machine = Machine::new("m");
    machine.register(device).unwrap();
    let stream = machine.save().unwrap();
    // As text, since QEMU's numbers are not always those of the bytes.
    let json = String::from_utf8_lossy(&stream);
    let begin = json.find(r#""version": 3, "fields": ["#).expect("the device is described") + r#""version": 3, "#.len();
    let end = json.len() - "}]}".len();
    json[begin..end].to_owned()
}

#[derive(Clone, Copy, Default)]
struct Pair {
    first: u8,
    second: u16,
}

static PAIR: VMStateDescription<Pair> = VMStateDescriptionBuilder::<Pair>::new()
    .name(c"pair")
    .version_id(1)
    .minimum_version_id(1)
    .fields(vmstate_fields! { vmstate_of!(Pair, first), vmstate_of!(Pair, second) })
    .build();
impl_vmstate_struct!(Pair, PAIR);

#[derive(Default)]
struct Optional {
    value: BqlCell<u8>,
}

impl Optional {
    fn is_odd(&self) -> bool {
        !self.value.get().is_multiple_of(2)
    }
}

static OPTIONAL_VALUE: VMStateDescription<Optional> = VMStateDescriptionBuilder::<Optional>::new()
    .name(c"optional/value")
    .version_id(5)
    .needed(&Optional::is_odd)
    .fields(vmstate_fields! { vmstate_of!(Optional, value) })
    .build();
static OPTIONAL: VMStateDescription<Optional> = VMStateDescriptionBuilder::<Optional>::new()
    .name(c"optional")
    .subsections(vmstate_subsections! { OPTIONAL_VALUE })
    .build();
impl_vmstate_struct!(Optional, OPTIONAL);

macro_rules! device {
    ($name:ident { $($field:ident: $type:ty),* $(,)? } $fields:expr) => {
        #[derive(Default)]
        struct $name { $($field: $type),* }
        impl Describe for $name {
            const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
                .name(c"device")
                .version_id(3)
                .fields($fields)
                .build();
        }
    };
}

#[test]
fn arrays_of_plain_elements_are_one_entry() {
    bql::start_test();
    device!(Device { many: BqlCell<[u32; 3]>, one: BqlCell<[u32; 1]>, none: BqlCell<[u32; 0]>, pairs: BqlCell<[Pair; 2]> }
        vmstate_fields! {
            vmstate_of!(Device, many), vmstate_of!(Device, one), vmstate_of!(Device, none), vmstate_of!(Device, pairs)
        }
    );
    assert_eq!(
        fields_of(&Device::default()),
        concat!(
            r#""fields": [{"name": "many", "array_len": 3, "type": "uint32", "size": 4}, "#,
            r#"{"name": "one", "type": "uint32", "size": 4}, "#,
            r#"{"name": "pairs", "array_len": 2, "type": "struct", "struct": {"vmsd_name": "pair", "version": 1, "#,
            r#""fields": [{"name": "first", "type": "uint8", "size": 1}, "#,
            r#"{"name": "second", "type": "uint16", "size": 2}]}, "size": 3}]"#
        )
    );
}

/// Elements that may differ are described one by one; the last one has no index.
#[test]
fn arrays_of_elements_that_differ_are_an_entry_each() {
    bql::start_test();
    device!(Device { values: [Optional; 3] } vmstate_fields! { vmstate_of!(Device, values) });
    let device = Device { values: [1, 2, 2].map(|value| Optional { value: value.into() }) };
    assert_eq!(
        fields_of(&device),
        concat!(
            r#""fields": [{"name": "values", "index": 0, "type": "struct", "struct": {"vmsd_name": "optional", "version": 0, "#,
            r#""fields": [], "subsections": [{"vmsd_name": "optional/value", "version": 5, "#,
            r#""fields": [{"name": "value", "type": "uint8", "size": 1}]}]}, "size": 21}, "#,
            r#"{"name": "values", "index": 1, "type": "struct", "struct": {"vmsd_name": "optional", "version": 0, "fields": []}, "size": 0}, "#,
            r#"{"name": "values", "type": "struct", "struct": {"vmsd_name": "optional", "version": 0, "fields": []}, "size": 0}]"#
        )
    );
}

#[test]
fn a_test_keeps_elements_apart() {
    bql::start_test();
    fn always(_: &Device, _: u8) -> bool {
        true
    }
    device!(Device { values: BqlCell<[u8; 2]> } vmstate_fields! { vmstate_of!(Device, values, always) });
    assert_eq!(
        fields_of(&Device::default()),
        concat!(
            r#""fields": [{"name": "values", "index": 0, "type": "uint8", "size": 1}, "#,
            r#"{"name": "values", "type": "uint8", "size": 1}]"#
        )
    );
}

/// Names that a list has more than once are numbered, whether their fields exist or not. A check has no entry.
#[test]
fn repeated_names_are_numbered() {
    bql::start_test();
    fn always(_: &Device, _: u8) -> bool {
        true
    }
    fn never(_: &Device, _: u8) -> bool {
        false
    }
    device!(Device { level: BqlCell<u8> }
        vmstate_fields! {
            vmstate_unused!(2),
            vmstate_of!(Device, level, never),
            vmstate_validate!(Device, c"fine", always),
            vmstate_of!(Device, level),
            vmstate_unused!(1),
        }
    );
    assert_eq!(
        fields_of(&Device::default()),
        concat!(
            r#""fields": [{"name": "unused[0]", "type": "unused_buffer", "size": 2}, "#,
            r#"{"name": "level[1]", "type": "uint8", "size": 1}, "#,
            r#"{"name": "unused[1]", "type": "unused_buffer", "size": 1}]"#
        )
    );
}

/// Runs of nulls and of others are an entry each, but QEMU does not look where a first one without nulls ends.
#[test]
fn nulls_among_pointers_are_runs() {
    #[expect(dead_code, reason = "read through the table")]
    struct Pointers([*const u16; 6]);
    impl Default for Pointers {
        fn default() -> Self {
            static VALUES: [u16; 3] = [1, 2, 3];
            let null = core::ptr::null();
            Self([&raw const VALUES[0], &raw const VALUES[1], null, null, null, &raw const VALUES[2]])
        }
    }
    // SAFETY: the pointers are null or lead to values that live forever; these tests do not load.
    unsafe impl VMState for Pointers {
        const BASE: VMStateField = VMStateField {
            size: size_of::<*const u16>(),
            num: 6,
            info: &raw const vmstate_info_uint16,
            flags: VMStateFlags(VMStateFlags::VMS_ARRAY.0 | VMStateFlags::VMS_ARRAY_OF_POINTER.0),
            ..VMStateField::ZERO
        };
        // No load: nothing is written.
        const IN_CELLS: bool = true;
    }
    device!(Device { pointers: Pointers } vmstate_fields! { vmstate_of!(Device, pointers) });
    assert_eq!(
        fields_of(&Device::default()),
        concat!(
            r#""fields": [{"name": "pointers", "array_len": 6, "type": "uint16", "size": 2}, "#,
            r#"{"name": "pointers", "array_len": 3, "type": "nullptr", "size": 1}, "#,
            r#"{"name": "pointers", "type": "uint16", "size": 2}]"#
        )
    );
}

#[derive(Default, ToMigrationState)]
struct Item {
    #[migration_state(subsection = "Item/detail", needed = Self::has_detail)]
    detail: u8,
}

impl Item {
    fn has_detail(&self) -> bool {
        self.detail != 0
    }
}

#[derive(Default, ToMigrationState)]
struct Slots {
    slots: [Option<Box<Item>>; 7],
}

/// What QEMU 10.2.2 says of such an array: while no element stands for others, it says how many are left to the end.
#[test]
fn structs_with_subsections_are_described_each_even_among_nulls() {
    #[derive(Default, VMState)]
    #[vmstate(name = "device", version_id = 3)]
    struct Device {
        slots: Migratable<Mutex<Slots>>,
    }
    let device = Device::default();
    device.slots.lock().unwrap().slots =
        [true, true, false, false, true, true, false].map(|is_there| is_there.then(Box::default));
    let item = |head: &str| {
        let inside = r#"{"vmsd_name": "Item", "version": 1, "fields": []}"#;
        format!(r#"{{"name": "slots", {head}"type": "struct", "struct": {inside}, "size": 0}}"#)
    };
    let null = |head: &str| format!(r#"{{"name": "slots", {head}"type": "nullptr", "size": 1}}"#);
    let entries = [
        item(r#""index": 0, "#),
        item(r#""index": 1, "#),
        null(r#""array_len": 2, "#),
        null(r#""array_len": 4, "#),
        item(r#""index": 4, "#),
        item(r#""index": 5, "#),
        null(""),
    ];
    let described = fields_of(&device);
    assert!(described.contains(&format!(r#""fields": [{}]"#, entries.join(", "))), "{described}");
}

/// To the C core a `Migratable` is no struct, so the first of an array stands for all, whatever is in it.
#[test]
fn one_migratable_stands_for_an_array_of_them() {
    #[derive(Default, VMState)]
    #[vmstate(name = "device", version_id = 3)]
    struct Device {
        items: [Migratable<Mutex<Item>>; 2],
    }
    assert_eq!(
        fields_of(&Device::default()),
        concat!(
            r#""fields": [{"name": "items", "array_len": 2, "type": "struct", "#,
            r#""struct": {"vmsd_name": "Item", "version": 1, "fields": []}, "size": 0}]"#
        )
    );
}
