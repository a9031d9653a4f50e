//! Messages for QEMU's user, and the errors of its C core: only with feature `qemu` is there anybody to tell.

use core::{ffi::c_int, fmt};

use crate::bindings::{self, errp_load, errp_save, JSONWriter, QEMUFile, VMStateDescription, VMStateField};

/// Puts a message into an error object.
///
/// # Safety
///
/// `errp` is null, or leads to a null pointer that takes the object.
pub(crate) unsafe fn set(errp: *mut *mut bindings::Error, message: &dyn fmt::Display) {
    #[cfg(feature = "qemu")]
    if !errp.is_null() {
        let text = qemu::text(message);
        let place = c"migration";
        // SAFETY: promised by the caller; the format asks for one C string.
        unsafe {
            bindings::error_setg_internal(errp, place.as_ptr(), 0, place.as_ptr(), c"%s".as_ptr(), text.as_ptr());
        }
    }
    let _ = (errp, message);
}

/// Shows a message for which C has no place.
pub(crate) fn show(message: &dyn fmt::Display) {
    #[cfg(feature = "qemu")]
    {
        let text = qemu::text(message);
        // SAFETY: the format asks for one C string.
        unsafe { bindings::error_report(c"%s".as_ptr(), text.as_ptr()) };
        qemu::SHOWN.set(Some(text));
    }
    let _ = message;
}

/// Device code is about to run: what was shown before is not its reason to fail.
#[inline]
pub(crate) fn forget_shown() {
    #[cfg(feature = "qemu")]
    qemu::SHOWN.set(None);
}

#[cfg(feature = "qemu")]
mod qemu {
    use core::{cell::Cell, fmt};
    use std::{ffi::CString, string::String};

    use crate::bindings::{self, QEMUFile};

    extern "C" {
        // The header of QEMU that has it cannot be reached from outside of its folder. The file owns the error.
        pub(super) fn qemu_file_set_error_obj(
            file: *mut QEMUFile,
            status: core::ffi::c_int,
            error: *mut bindings::Error,
        );
    }

    thread_local! {
        /// The last message that was shown.
        pub(super) static SHOWN: Cell<Option<CString>> = const { Cell::new(None) };
    }

    /// The message as C takes it: it ends at its first zero, if it has one.
    pub(super) fn text(message: &dyn fmt::Display) -> CString {
        let mut bytes = message.to_string().into_bytes();
        bytes.truncate(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
        CString::new(bytes).unwrap_or_default()
    }

    /// An error that C hands over, and that is shown and freed.
    pub(super) struct Handed(pub(super) *mut bindings::Error);

    impl Handed {
        pub(super) fn show(&self) {
            if self.0.is_null() {
                return;
            }
            // SAFETY: it is the error that C has handed over.
            let text = unsafe { bindings::error_get_pretty(self.0) };
            // SAFETY: an error has a text, which stays as long as it does.
            let text: String = unsafe { core::ffi::CStr::from_ptr(text) }.to_string_lossy().into_owned();
            super::show(&text);
        }
    }

    impl Drop for Handed {
        fn drop(&mut self) {
            // SAFETY: null, or the error that C has handed over, and nobody else has it.
            unsafe { bindings::error_free(self.0) };
        }
    }
}

/// Calls a function of the C core with a place for an error, which is shown.
fn with_error(call: impl FnOnce(*mut *mut bindings::Error) -> c_int) -> c_int {
    #[cfg(feature = "qemu")]
    {
        let mut error = qemu::Handed(core::ptr::null_mut());
        let status = call(&raw mut error.0);
        error.show();
        status
    }
    #[cfg(not(feature = "qemu"))]
    call(core::ptr::null_mut())
}

/// Saves a description in a kind's `put`. The result is 0 or a negative error number.
///
/// # Safety
///
/// The description is valid for `opaque`; file and writer are those that the kind was called with.
pub(crate) unsafe fn save_state(
    file: *mut QEMUFile,
    vmsd: *const VMStateDescription,
    opaque: *mut core::ffi::c_void,
    description: *mut JSONWriter,
) -> c_int {
    errp_save!({
        // SAFETY: promised by the caller; the place for an error is there during the call.
        with_error(|errp| unsafe { bindings::vmstate_save_state(file, vmsd, opaque, description, errp) })
    } else {
        // SAFETY: promised by the caller.
        unsafe { bindings::vmstate_save_state(file, vmsd, opaque, description) }
    })
}

/// What a kind's `put` returns to whoever walks the table.
///
/// QEMU's C core cannot give up below a struct: it ends objects of the self-description in which a list is still open, and sets
/// an error over another, and both abort. There a failure goes into the file, which takes no more bytes and fails the migration, with
/// what was shown as the reason.
///
/// # Safety
///
/// File and field are those that the kind was called with.
pub(crate) unsafe fn put_status(file: *mut QEMUFile, field: *const VMStateField, status: c_int) -> c_int {
    #[cfg(feature = "qemu")]
    if status != 0 {
        // SAFETY: promised by the caller.
        let name = unsafe { (*field).name };
        // SAFETY: a field that is walked has a name, a C string that lives as long as the field.
        let name = unsafe { core::ffi::CStr::from_ptr(name) };
        let failed = format!("saving the field `{}` failed", name.to_string_lossy());
        let reason = qemu::SHOWN.take().map(|reason| format!(": {}", reason.to_string_lossy())).unwrap_or_default();
        show(&failed);
        let mut error = core::ptr::null_mut();
        // SAFETY: the place takes the object.
        unsafe { set(&raw mut error, &format_args!("{failed}{reason}")) };
        let status = if status < 0 { status } else { -libc::EINVAL };
        // SAFETY: promised by the caller; the file takes what is below 0, and the object, which nobody else has.
        unsafe { qemu::qemu_file_set_error_obj(file, status, error) };
        return 0;
    }
    let _ = (file, field);
    status
}

/// Loads a description in a kind's `get`. The result is 0 or a negative error number.
///
/// # Safety
///
/// The description is valid for `opaque`; the file is the one that the kind was called with.
pub(crate) unsafe fn load_state(
    file: *mut QEMUFile,
    vmsd: *const VMStateDescription,
    opaque: *mut core::ffi::c_void,
    version_id: c_int,
) -> c_int {
    errp_load!({
        // SAFETY: promised by the caller; the place for an error is there during the call.
        with_error(|errp| unsafe { bindings::vmstate_load_state(file, vmsd, opaque, version_id, errp) })
    } else {
        // SAFETY: promised by the caller.
        unsafe { bindings::vmstate_load_state(file, vmsd, opaque, version_id) }
    })
}
