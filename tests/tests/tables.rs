//! Hand-written tables: every kind of field, bytes worked out by hand from the stream format.

use core::ffi::{c_int, c_void};

use migration::{
    bindings::{
        self, qemu_get_be16, qemu_put_be16, JSONWriter, QEMUFile, VMStateField, VMStateFlags, VMStateInfo, Zeroable,
    },
    bql::{self, BqlCell, BqlRefCell},
    impl_vmstate_struct, load_state, load_state_mut, save_state, vmstate_fields, vmstate_of, vmstate_subsections,
    vmstate_unused, vmstate_validate, Buffer, Describe, ErrorKind, Field, Timer, VMState, VMStateDescription,
    VMStateDescriptionBuilder,
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
    let boxed = |value: [u8; 2]| BqlRefCell::new(Box::new(value));
    round_trip!(BqlRefCell<Box<[u8; 2]>>, boxed([1, 2]), "0102", boxed([0, 0]));
    round_trip!(Buffer<3>, Buffer([1, 2, 3]), "010203", Buffer([0; 3]));
    round_trip!([Buffer<2>; 2], [Buffer([1, 2]), Buffer([3, 4])], "01020304", [Buffer([0; 2]); 2]);
    round_trip!(Timer, Timer::at(0x102), "0000000000000102", Timer::STOPPED);
    round_trip!([Timer; 2], [Timer::STOPPED, Timer::at(1)], "ffffffffffffffff0000000000000001", [Timer::at(7); 2]);
    round_trip!([u8; 0], [0_u8; 0], "", [0_u8; 0]);
}

struct Queue {
    count: BqlCell<u8>,
    short: BqlCell<u16>,
    long: BqlCell<u32>,
    signed: BqlCell<i32>,
    by_count: BqlCell<[u8; 3]>,
    by_short: BqlCell<[u16; 3]>,
    by_long: BqlCell<[u32; 3]>,
    by_signed: BqlCell<[i8; 3]>,
    rows: BqlCell<[[u8; 2]; 3]>,
}

impl Describe for Queue {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"queue")
        .fields(vmstate_fields! {
            vmstate_of!(Queue, count),
            vmstate_of!(Queue, short),
            vmstate_of!(Queue, long),
            vmstate_of!(Queue, signed),
            vmstate_of!(Queue, by_count[0 .. count]),
            vmstate_of!(Queue, by_short[0 .. short]),
            vmstate_of!(Queue, by_long[0 .. long]),
            vmstate_of!(Queue, by_signed[0 .. signed]),
            vmstate_of!(Queue, rows[0 .. count * 2]),
        })
        .build();
}

fn queue() -> Queue {
    Queue {
        count: 1.into(),
        short: 2.into(),
        long: 3.into(),
        signed: 0.into(),
        by_count: [1, 2, 3].into(),
        by_short: [1, 2, 3].into(),
        by_long: [1, 2, 3].into(),
        by_signed: [1, 2, 3].into(),
        rows: [[1, 2], [3, 4], [5, 6]].into(),
    }
}

#[test]
fn counted_arrays() {
    bql::start_test();
    let queue = queue();
    let bytes = save_state(&queue).unwrap();
    assert_eq!(bytes, hex("01 0002 00000003 00000000  01 00010002 000000010000000200000003 0102"));
    // A larger count than the device has now, within the capacity.
    load_state(&queue, &hex("02 0001 00000000 00000001  0708 0009 0a 0b0c0d0e"), 0).unwrap();
    assert_eq!((queue.count.get(), queue.by_count.get()), (2, [7, 8, 3]));
    assert_eq!((queue.by_short.get(), queue.by_long.get(), queue.by_signed.get()), ([9, 2, 3], [1, 2, 3], [10, 2, 3]));
    assert_eq!(queue.rows.get(), [[0x0b, 0x0c], [0x0d, 0x0e], [5, 6]]);
}

#[test]
fn counts_beyond_the_array_are_refused() {
    bql::start_test();
    let cases = [
        ("04 0000 00000000 00000000", "by_count", "expected at most 3 elements, found a count of 4"),
        ("00 ffff 00000000 00000000", "by_short", "found a count of 65535"),
        ("00 0000 80000000 00000000", "by_long", "found a count of 2147483648"),
        ("00 0000 00000000 ffffffff", "by_signed", "found a count of -1"),
        ("00 0000 00000000 00000004", "by_signed", "found a count of 4"),
    ];
    for (bytes, field, text) in cases {
        let queue = queue();
        let before = save_state(&queue).unwrap();
        let error = load_state(&queue, &[hex(bytes), vec![0; 64]].concat(), 0).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert_eq!(error.path(), field, "{error}");
        assert!(error.message().contains(text), "{error}");
        assert_eq!(save_state(&queue).unwrap(), before);
    }
    // The device's own count can be no good as well: C would write what lies behind the array.
    let queue = queue();
    queue.count.set(4);
    assert_eq!(save_state(&queue).unwrap_err().kind(), ErrorKind::Invalid);
}

struct Versioned {
    always: u8,
    second: u8,
    tested: u8,
}

fn is_even(_: &Versioned, version_id: u8) -> bool {
    version_id.is_multiple_of(2)
}

impl Describe for Versioned {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"versioned")
        .version_id(3)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Versioned, always),
            vmstate_unused!(2),
            vmstate_of!(Versioned, second).with_version_id(2),
            vmstate_of!(Versioned, tested, is_even),
        })
        .build();
}

#[test]
fn versions_and_tests_decide_what_exists() {
    let load = |bytes: &[u8], version_id| {
        let mut device = Versioned { always: 9, second: 9, tested: 9 };
        load_state_mut(&mut device, bytes, version_id).map(|()| [device.always, device.second, device.tested])
    };
    assert_eq!(save_state(&Versioned { always: 1, second: 2, tested: 3 }).unwrap(), [1, 0, 0, 2]);
    assert_eq!(load(&[1, 0xff, 0xff], 1).unwrap(), [1, 9, 9]);
    assert_eq!(load(&[1, 0xff, 0xff, 2, 3], 2).unwrap(), [1, 2, 3]);
    assert_eq!(load(&[1, 0xff, 0xff, 2], 3).unwrap(), [1, 2, 9]);
    for version_id in [0, 4, 255] {
        let error = load(&[1, 2, 3, 4, 5], version_id).unwrap_err();
        assert_eq!((error.kind(), error.versions()), (ErrorKind::Version, Some((u32::from(version_id), 3))));
    }
}

struct Ring {
    head: u8,
    other: u8,
}

impl Ring {
    fn head_in_ring(&self, _version_id: u8) -> bool {
        self.head < 4
    }
}

impl Describe for Ring {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"ring")
        .fields(vmstate_fields! {
            vmstate_of!(Ring, head),
            vmstate_validate!(Ring, c"head is in the ring", Ring::head_in_ring),
            vmstate_of!(Ring, other),
        })
        .build();
}

#[test]
fn validation_refuses() {
    let mut ring = Ring { head: 1, other: 2 };
    let error = load_state_mut(&mut ring, &[4, 5], 0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ring at offset 0x1 (stream has version 0, here 0): the check \"head is in the ring\" says no"
    );
    assert_eq!((ring.head, ring.other), (1, 2));
    ring.head = 4;
    assert_eq!(save_state(&ring).unwrap_err().kind(), ErrorKind::Invalid);
}

/// A kind of its own: a value that travels plus one, and cannot be 0xffff.
struct PlusOne(u16);

static PLUS_ONE: VMStateInfo = {
    unsafe extern "C" fn get(file: *mut QEMUFile, value: *mut c_void, _: usize, _: *const VMStateField) -> c_int {
        // SAFETY: the engine calls with its own file.
        let wire = unsafe { qemu_get_be16(file) } as u16;
        // SAFETY: the engine calls with an element of this kind.
        let place = unsafe { &mut *value.cast::<PlusOne>() };
        match wire.checked_sub(1) {
            Some(wire) => {
                place.0 = wire;
                0
            }
            None => -22,
        }
    }

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        value: *mut c_void,
        _: usize,
        _: *const VMStateField,
        _: *mut JSONWriter,
    ) -> c_int {
        // SAFETY: the engine calls with an element of this kind.
        let value = unsafe { &*value.cast::<PlusOne>() };
        let Some(wire) = value.0.checked_add(1) else { return -34 };
        // SAFETY: the engine calls with its own file.
        unsafe { qemu_put_be16(file, wire.into()) };
        0
    }

    VMStateInfo { name: c"plus one".as_ptr(), get: Some(get), put: Some(put) }
};

// SAFETY: the kind reads and writes a `PlusOne`.
unsafe impl VMState for PlusOne {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: &raw const PLUS_ONE,
        flags: VMStateFlags::VMS_SINGLE,
        ..VMStateField::ZERO
    };
}

struct Custom {
    values: [PlusOne; 2],
    last: u8,
}

impl Describe for Custom {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"custom")
        .fields(vmstate_fields! { vmstate_of!(Custom, values), vmstate_of!(Custom, last) })
        .build();
}

#[test]
fn kinds_of_ones_own() {
    let mut custom = Custom { values: [PlusOne(1), PlusOne(0x1ff)], last: 3 };
    let bytes = save_state(&custom).unwrap();
    assert_eq!(bytes, hex("0002 0200 03"));
    load_state_mut(&mut custom, &hex("0008 0009 01"), 0).unwrap();
    assert_eq!((custom.values[0].0, custom.values[1].0, custom.last), (7, 8, 1));

    let error = load_state_mut(&mut custom, &hex("0003 0000 02"), 0).unwrap_err();
    assert_eq!((error.kind(), error.path(), error.offset()), (ErrorKind::Callback, "values[1]", Some(2)));
    assert!(error.message().contains("Invalid argument"), "{error}");
    let error = load_state_mut(&mut custom, &hex("0003 00"), 0).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Truncated, "values[1]"));
    assert_eq!(custom.values[0].0, 7, "what the first element had is back");
    custom.values[1].0 = 0xffff;
    let error = save_state(&custom).unwrap_err();
    assert_eq!((error.kind(), error.path(), error.offset()), (ErrorKind::Callback, "values[1]", None));
}

/// What only C tables do: pointers that may be null, a version for a nested struct, buffers of a size in the struct.
#[repr(C)]
struct Raw {
    pointers: [*mut u16; 3],
    size: i32,
    buffer: [u8; 8],
    inner: Ring,
}

// SAFETY: the field is three pointers, each null or to a `u16` that lives as long.
const POINTERS: Field<Raw> = unsafe {
    Field::from_raw(VMStateField {
        name: c"pointers".as_ptr(),
        offset: core::mem::offset_of!(Raw, pointers),
        size: size_of::<*mut u16>(),
        num: 3,
        info: &raw const bindings::vmstate_info_uint16,
        flags: VMStateFlags(VMStateFlags::VMS_ARRAY.0 | VMStateFlags::VMS_ARRAY_OF_POINTER.0),
        ..VMStateField::ZERO
    })
};
// SAFETY: twice the size is at most the length of the buffer in these tests.
const BUFFER: Field<Raw> = unsafe {
    Field::from_raw(VMStateField {
        name: c"buffer".as_ptr(),
        offset: core::mem::offset_of!(Raw, buffer),
        size: 2,
        size_offset: core::mem::offset_of!(Raw, size),
        info: &raw const bindings::vmstate_info_buffer,
        flags: VMStateFlags(VMStateFlags::VMS_BUFFER.0 | VMStateFlags::VMS_VBUFFER.0 | VMStateFlags::VMS_MULTIPLY.0),
        ..VMStateField::ZERO
    })
};
// SAFETY: the table is that of the field's type.
const INNER_RING: Field<Raw> = unsafe {
    Field::from_raw(VMStateField {
        name: c"inner".as_ptr(),
        offset: core::mem::offset_of!(Raw, inner),
        size: size_of::<Ring>(),
        vmsd: RING.as_ref(),
        flags: VMStateFlags::VMS_VSTRUCT,
        ..VMStateField::ZERO
    })
};
static RING: VMStateDescription<Ring> = Ring::VMSD;

impl Describe for Raw {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"raw")
        .fields(vmstate_fields! { POINTERS, BUFFER, INNER_RING })
        .build();
}

#[test]
fn what_only_c_tables_do() {
    let (mut first, mut third) = (1, 3);
    let mut raw = Raw {
        pointers: [&raw mut first, core::ptr::null_mut(), &raw mut third],
        size: 2,
        buffer: [1, 2, 3, 4, 5, 6, 7, 8],
        inner: Ring { head: 1, other: 2 },
    };
    assert_eq!(save_state(&raw).unwrap(), hex("0001 30 0003 01020304 0102"));
    load_state_mut(&mut raw, &hex("0004 30 0005 09090909 0203"), 0).unwrap();
    assert_eq!((first, third, raw.buffer, raw.inner.other), (4, 5, [9, 9, 9, 9, 5, 6, 7, 8], 3));
    let error = load_state_mut(&mut raw, &hex("0006 31 0005 09090909 0203"), 0).unwrap_err();
    assert_eq!((error.path(), error.offset()), ("pointers[1]", Some(2)), "{error}");
    assert_eq!(first, 4);
    raw.size = -1;
    assert_eq!(save_state(&raw).unwrap_err().path(), "buffer");
}

#[derive(Debug, Default, PartialEq)]
struct Outer {
    inner: [Inner; 2],
    level: u8,
    extra: u16,
}

#[derive(Debug, Default, PartialEq)]
struct Inner {
    value: u8,
    detail: u8,
}

impl Inner {
    fn has_detail(&self) -> bool {
        self.detail != 0
    }
}

impl Outer {
    fn has_extra(&self) -> bool {
        self.extra != 0
    }
}

static INNER_DETAIL: VMStateDescription<Inner> = VMStateDescriptionBuilder::<Inner>::new()
    .name(c"inner/detail")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Inner::has_detail)
    .fields(vmstate_fields! { vmstate_of!(Inner, detail) })
    .build();
static INNER: VMStateDescription<Inner> = VMStateDescriptionBuilder::<Inner>::new()
    .name(c"inner")
    .fields(vmstate_fields! { vmstate_of!(Inner, value) })
    .subsections(vmstate_subsections! { INNER_DETAIL })
    .build();
impl_vmstate_struct!(Inner, INNER);

static OUTER_EXTRA: VMStateDescription<Outer> = VMStateDescriptionBuilder::<Outer>::new()
    .name(c"outer/extra")
    .version_id(2)
    .minimum_version_id(1)
    .needed(&Outer::has_extra)
    .fields(vmstate_fields! { vmstate_of!(Outer, extra) })
    .build();

impl Describe for Outer {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"outer")
        .fields(vmstate_fields! { vmstate_of!(Outer, inner), vmstate_of!(Outer, level) })
        .subsections(vmstate_subsections! { OUTER_EXTRA })
        .build();
}

fn inner_subsection(detail: &str) -> String {
    format!("05 0c 696e6e65722f64657461696c 00000001 {detail}")
}

fn outer_subsection(version: &str, extra: &str) -> String {
    format!("05 0b 6f757465722f6578747261 {version} {extra}")
}

#[test]
fn subsections_follow_their_description() {
    let outer = Outer { inner: [Inner { value: 1, detail: 2 }, Inner { value: 3, detail: 0 }], level: 4, extra: 0x506 };
    let bytes = hex(&format!("01 {} 03 04 {}", inner_subsection("02"), outer_subsection("00000002", "0506")));
    assert_eq!(save_state(&outer).unwrap(), bytes);
    let mut loaded = Outer::default();
    load_state_mut(&mut loaded, &bytes, 0).unwrap();
    assert_eq!(loaded, outer);
}

#[test]
fn missing_and_repeated_subsections() {
    let mut outer = Outer { inner: Default::default(), level: 0, extra: 7 };
    load_state_mut(&mut outer, &hex("01 02 03"), 0).unwrap();
    assert_eq!(outer.extra, 7, "what is not in the stream stays");
    let (first, last) = (outer_subsection("00000001", "0001"), outer_subsection("00000002", "0002"));
    load_state_mut(&mut outer, &hex(&format!("01 02 03 {first} {last}")), 0).unwrap();
    assert_eq!(outer.extra, 2, "the last one stays");
    // The C core keeps one byte of the version.
    load_state_mut(&mut outer, &hex(&format!("01 02 03 {}", outer_subsection("00000101", "0009"))), 0).unwrap();
    assert_eq!(outer.extra, 9);
}

#[test]
fn subsections_that_nobody_has() {
    let mut outer = Outer::default();
    let load = |outer: &mut Outer, bytes: &str| load_state_mut(outer, &hex(bytes), 0).unwrap_err();
    let error = load(&mut outer, "01 02 03 05 07 6f757465722f78 00000001");
    assert_eq!((error.kind(), error.offset()), (ErrorKind::UnknownSubsection, Some(3)), "{error}");
    assert!(error.message().contains("`outer/extra`, found the subsection `outer/x`"), "{error}");
    // Without the prefix it is nobody's, and stays as trailing bytes.
    let error = load(&mut outer, "01 02 03 05 07 696e6e65722f78 00000001");
    assert_eq!((error.kind(), error.offset()), (ErrorKind::TrailingData, Some(3)), "{error}");
    let error = load(&mut outer, &format!("01 02 03 {}", outer_subsection("00000003", "0001")));
    assert_eq!(error.kind(), ErrorKind::Version, "{error}");
    assert_eq!(outer, Outer::default());
}

#[test]
fn bytes_that_look_like_a_subsection_are_not_written() {
    // The first inner struct ends where the second begins: with a length and a name that fit, if one is unlucky.
    #[derive(Debug, Default)]
    struct Unlucky {
        inner: Inner,
        behind: [u8; 8],
    }

    impl Describe for Unlucky {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"unlucky")
            .fields(vmstate_fields! { vmstate_of!(Unlucky, inner), vmstate_of!(Unlucky, behind) })
            .build();
    }

    let lucky = Unlucky { inner: Inner::default(), behind: *b"\x05\x05inner\0" };
    assert_eq!(save_state(&lucky).unwrap().len(), 9);
    let unlucky = Unlucky { inner: Inner::default(), behind: *b"\x05\x06innerX" };
    let error = save_state(&unlucky).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(error.message().contains("behind `inner`"), "{error}");
}
