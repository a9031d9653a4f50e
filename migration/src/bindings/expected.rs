//! What the rest of the crate takes for granted of the bindings, whichever headers they are made of.

use core::{
    ffi::{c_char, c_int, c_uint, c_void},
    mem::{align_of, offset_of, size_of},
};

use super::{
    errp_hooks, Error, JSONWriter, MigrationPriority, QEMUFile, VMStateDescription, VMStateField, VMStateFlags,
    VMStateInfo,
};

type Hook = Option<unsafe extern "C" fn(*mut c_void) -> c_int>;
type HookErrp = Option<unsafe extern "C" fn(*mut c_void, *mut *mut Error) -> bool>;
type Question = Option<unsafe extern "C" fn(*mut c_void) -> bool>;

/// The members of a structure, all of them, in order and with their types.
macro_rules! expect_members {
    ($structure:ident { $($member:ident: $type:ty,)* }) => {
        const _: () = {
            #[repr(C)]
            struct Expected {
                $($member: $type,)*
            }
            $(
                assert!(
                    offset_of!($structure, $member) == offset_of!(Expected, $member),
                    concat!("`", stringify!($structure), "::", stringify!($member), "` is not where it is expected")
                );
                let _: fn($structure) -> $type = |structure| structure.$member;
            )*
            assert!(
                size_of::<$structure>() == size_of::<Expected>() && align_of::<$structure>() == align_of::<Expected>(),
                concat!("`", stringify!($structure), "` has other members than expected")
            );
        };
    };
}

/// The values of an enumeration.
macro_rules! expect_values {
    ($enumeration:ident { $($name:ident = $value:literal,)* }) => {
        const _: () = {
            let _: fn($enumeration) -> c_uint = |enumeration| enumeration.0;
            $(assert!(
                $enumeration::$name.0 == $value,
                concat!("`", stringify!($name), "` has another value than expected")
            );)*
        };
    };
}

expect_members!(VMStateInfo {
    name: *const c_char,
    get: Option<unsafe extern "C" fn(*mut QEMUFile, *mut c_void, usize, *const VMStateField) -> c_int>,
    put: Option<unsafe extern "C" fn(*mut QEMUFile, *mut c_void, usize, *const VMStateField, *mut JSONWriter) -> c_int>,
});

expect_members!(VMStateField {
    name: *const c_char,
    err_hint: *const c_char,
    offset: usize,
    size: usize,
    start: usize,
    num: c_int,
    num_offset: usize,
    size_offset: usize,
    info: *const VMStateInfo,
    flags: VMStateFlags,
    vmsd: *const VMStateDescription,
    version_id: c_int,
    struct_version_id: c_int,
    field_exists: Option<unsafe extern "C" fn(*mut c_void, c_int) -> bool>,
});

errp_hooks!({
    expect_members!(VMStateDescription {
        name: *const c_char,
        unmigratable: bool,
        early_setup: bool,
        version_id: c_int,
        minimum_version_id: c_int,
        priority: MigrationPriority,
        pre_load: Hook,
        pre_load_errp: HookErrp,
        post_load: Option<unsafe extern "C" fn(*mut c_void, c_int) -> c_int>,
        post_load_errp: Option<unsafe extern "C" fn(*mut c_void, c_int, *mut *mut Error) -> bool>,
        pre_save: Hook,
        pre_save_errp: HookErrp,
        post_save: Hook,
        needed: Question,
        dev_unplug_pending: Question,
        fields: *const VMStateField,
        subsections: *const *const VMStateDescription,
    });
} else {
    expect_members!(VMStateDescription {
        name: *const c_char,
        unmigratable: bool,
        early_setup: bool,
        version_id: c_int,
        minimum_version_id: c_int,
        priority: MigrationPriority,
        pre_load: Hook,
        post_load: Option<unsafe extern "C" fn(*mut c_void, c_int) -> c_int>,
        pre_save: Hook,
        post_save: Hook,
        needed: Question,
        dev_unplug_pending: Question,
        fields: *const VMStateField,
        subsections: *const *const VMStateDescription,
    });
});

expect_values!(VMStateFlags {
    VMS_SINGLE = 0x1,
    VMS_POINTER = 0x2,
    VMS_ARRAY = 0x4,
    VMS_STRUCT = 0x8,
    VMS_VARRAY_INT32 = 0x10,
    VMS_BUFFER = 0x20,
    VMS_ARRAY_OF_POINTER = 0x40,
    VMS_VARRAY_UINT16 = 0x80,
    VMS_VBUFFER = 0x100,
    VMS_MULTIPLY = 0x200,
    VMS_VARRAY_UINT8 = 0x400,
    VMS_VARRAY_UINT32 = 0x800,
    VMS_MUST_EXIST = 0x1000,
    VMS_ALLOC = 0x2000,
    VMS_MULTIPLY_ELEMENTS = 0x4000,
    VMS_VSTRUCT = 0x8000,
    VMS_END = 0x10000,
});

// Each QEMU has its own numbers: tables name them, and nothing counts on them.
const _: fn(MigrationPriority) -> c_uint = |priority| priority.0;
