//! What the kinds of containers have in common on the wire.

use core::ffi::{c_int, c_void};

use crate::{
    bindings::{qemu_file_get_error, qemu_get_byte, qemu_put_byte, JSONWriter, QEMUFile, VMStateField, VMStateFlags},
    callback,
    error::InvalidError,
    report,
    state::Transaction,
    vmstate::VMState,
};

/// Stands before each element.
const MORE: c_int = 1;
const END: c_int = 0;

/// Whether an element of the type is a struct with a table, which is what C's lists and trees have.
pub(super) const fn is_struct<M: VMState>() -> bool {
    let entry = M::BASE;
    entry.flags.intersects(VMStateFlags::VMS_STRUCT) && !entry.is_many() && !entry.is_indirect() && entry.offset == 0
}

/// The most elements that a field takes; see [`Field::bounded_by`](crate::Field::bounded_by).
///
/// # Safety
///
/// `field` is that of a container's kind.
pub(super) unsafe fn maximum(field: *const VMStateField) -> usize {
    // SAFETY: promised by the caller.
    unsafe { (*field).size_offset }
}

/// Whether one more element follows, of which there are `count` already.
///
/// # Safety
///
/// `file` and `field` are those that the kind was called with.
pub(super) unsafe fn has_more(
    file: *mut QEMUFile,
    field: *const VMStateField,
    count: usize,
) -> Result<bool, InvalidError> {
    // SAFETY: promised by the caller.
    let mark = unsafe { qemu_get_byte(file) };
    // SAFETY: promised by the caller. A file that ended reads as an end of the list.
    if mark == END || unsafe { qemu_file_get_error(file) } != 0 {
        return Ok(false);
    }
    // SAFETY: promised by the caller.
    let maximum = unsafe { maximum(field) };
    if count < maximum {
        Ok(true)
    } else {
        Err(InvalidError::new(format!("expected at most {}, found more", crate::error::many_elements(maximum))))
    }
}

/// # Safety
///
/// `file` is the one that the kind was called with.
pub(super) unsafe fn put_more(file: *mut QEMUFile) {
    // SAFETY: promised by the caller.
    unsafe { qemu_put_byte(file, MORE) };
}

/// # Safety
///
/// `file` is the one that the kind was called with.
pub(super) unsafe fn put_end(file: *mut QEMUFile) {
    // SAFETY: promised by the caller.
    unsafe { qemu_put_byte(file, END) };
}

/// Loads a struct by its table, at the table's own version, as nested versions are not on the wire.
///
/// # Safety
///
/// `file` is the one that the kind was called with.
pub(super) unsafe fn get_struct<M: VMState>(file: *mut QEMUFile, value: &mut M, index: usize) -> c_int {
    let vmsd = M::BASE.vmsd;
    // SAFETY: a struct's table lives forever.
    let version_id = unsafe { (*vmsd).version_id };
    let opaque = core::ptr::from_mut(value).cast::<c_void>();
    let inside = Transaction::open();
    // SAFETY: the table is that of the value, which is exclusively ours; the rest is promised by the caller.
    let status = unsafe { report::load_state(file, vmsd, opaque, version_id) };
    // A note that is left inside leads into the element, which will be moved.
    drop(inside);
    if status != 0 {
        callback::leave_index(index);
    }
    status
}

/// Saves a struct by its table.
///
/// # Safety
///
/// `file` and `description` are those that the kind was called with.
pub(super) unsafe fn put_struct<M: VMState>(
    file: *mut QEMUFile,
    value: &M,
    description: *mut JSONWriter,
    index: usize,
) -> c_int {
    let opaque = core::ptr::from_ref(value).cast_mut().cast::<c_void>();
    // SAFETY: the table is that of the value, which saving does not change; the rest is promised by the caller.
    let status = unsafe { report::save_state(file, M::BASE.vmsd, opaque, description) };
    if status != 0 {
        callback::leave_index(index);
    }
    status
}
