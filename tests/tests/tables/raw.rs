//! Kinds of one's own, and what only tables in the manner of C do.

use core::ffi::{c_int, c_void};

use migration::{
    bindings::{
        self, qemu_get_be16, qemu_put_be16, JSONWriter, QEMUFile, VMStateField, VMStateFlags, VMStateInfo, Zeroable,
    },
    load_state_mut, save_state, vmstate_fields, vmstate_of, Describe, ErrorKind, Field, VMState, VMStateDescription,
    VMStateDescriptionBuilder,
};
use migration_tests::hex;

use crate::presence::Ring;

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
