//! Floating-point numbers.

use core::{
    ffi::{c_int, c_void},
    mem::size_of,
};

use super::own_shadow;
use crate::{
    bindings::{
        qemu_file_get_error, qemu_get_be64, qemu_put_be64, JSONWriter, QEMUFile, VMStateField, VMStateFlags,
        VMStateInfo, Zeroable,
    },
    vmstate::{Blank, VMState, WireLen},
};

/// All bits travel, those of a NaN too.
static INFO: VMStateInfo = {
    unsafe extern "C" fn get(file: *mut QEMUFile, value: *mut c_void, _: usize, _: *const VMStateField) -> c_int {
        // SAFETY: whoever walks the table hands its own file over.
        let number = f64::from_bits(unsafe { qemu_get_be64(file) });
        // SAFETY: the entry stands for a value of this type.
        unsafe { value.cast::<f64>().write(number) };
        // SAFETY: as above.
        unsafe { qemu_file_get_error(file) }
    }

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        value: *mut c_void,
        _: usize,
        _: *const VMStateField,
        _: *mut JSONWriter,
    ) -> c_int {
        // SAFETY: the entry stands for a value of this type.
        let number = unsafe { value.cast::<f64>().read() };
        // SAFETY: whoever walks the table hands its own file over.
        unsafe { qemu_put_be64(file, number.to_bits()) };
        0
    }

    VMStateInfo { name: c"CPU_Double_U".as_ptr(), get: Some(get), put: Some(put) }
};

/// The bits of the number, big-endian, under QEMU's name of the kind, `CPU_Double_U`.
///
/// ```
/// use migration::{save_state, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "fpu")]
/// struct Fpu {
///     register: f64,
/// }
///
/// assert_eq!(save_state(&Fpu { register: -2.0 })?, [0xc0, 0, 0, 0, 0, 0, 0, 0]);
/// # Ok::<(), migration::Error>(())
/// ```
// SAFETY: the kind reads and writes just the bytes of this type, and each value of them is valid.
unsafe impl VMState for f64 {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: &raw const INFO,
        flags: VMStateFlags::VMS_SINGLE,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = WireLen::of(8);
    const FOLLOWS_POINTERS: bool = false;
    const RUNS_CODE: bool = false;
}

impl Blank for f64 {
    fn blank() -> Self {
        0.0
    }
}

own_shadow!(f64);
