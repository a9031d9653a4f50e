//! The C functions that stand for a description's hooks.

use core::ffi::{c_int, c_void};

use crate::{
    bindings::{self, errp_hooks},
    callback::{self, FnCall},
    error::{Errno, InvalidError},
};

/// A hook without an error object.
///
/// # Safety
///
/// A value of `F` has existed. The walker hands over an `S`, and changes nothing while the hook runs.
pub(super) unsafe extern "C" fn hook<S, F, E>(opaque: *mut c_void) -> c_int
where
    F: for<'a> FnCall<(&'a S,), Result<(), E>>,
    E: Into<Errno> + 'static,
{
    // SAFETY: promised by the caller.
    callback::run(|| unsafe { call::<S, F, E>(opaque) })
}

/// # Safety
///
/// As for [`hook`].
unsafe fn call<S, F, E>(opaque: *mut c_void) -> Result<(), E>
where
    F: for<'a> FnCall<(&'a S,), Result<(), E>>,
{
    // SAFETY: promised by the caller.
    let state = unsafe { &*opaque.cast::<S>() };
    // SAFETY: promised by the caller.
    unsafe { F::call((state,)) }
}

/// # Safety
///
/// As for [`hook`].
unsafe fn call_with_version<S, F, E>(opaque: *mut c_void, version_id: u8) -> Result<(), E>
where
    F: for<'a> FnCall<(&'a S, u8), Result<(), E>>,
{
    // SAFETY: promised by the caller.
    let state = unsafe { &*opaque.cast::<S>() };
    // SAFETY: promised by the caller.
    unsafe { F::call((state, version_id)) }
}

fn byte(version_id: c_int) -> Result<u8, InvalidError> {
    u8::try_from(version_id).map_err(|_| InvalidError::new(format!("version {version_id} does not fit into a byte")))
}

errp_hooks!({
    /// A hook with an error object.
    ///
    /// # Safety
    ///
    /// As for [`hook`]; `errp` is null, or leads to a null pointer that takes the object.
    pub(super) unsafe extern "C" fn hook_errp<S, F, E>(opaque: *mut c_void, errp: *mut *mut bindings::Error) -> bool
    where
        F: for<'a> FnCall<(&'a S,), Result<(), E>>,
        E: Into<Errno> + 'static,
    {
        // SAFETY: promised by the caller.
        let call = || unsafe { call::<S, F, E>(opaque) };
        // SAFETY: promised by the caller.
        unsafe { callback::run_errp(errp, call) }
    }

    /// A hook that is told the version, with an error object.
    ///
    /// # Safety
    ///
    /// As for [`hook_errp`].
    pub(super) unsafe extern "C" fn version_hook_errp<S, F, E>(
        opaque: *mut c_void,
        version_id: c_int,
        errp: *mut *mut bindings::Error,
    ) -> bool
    where
        F: for<'a> FnCall<(&'a S, u8), Result<(), E>>,
        E: Into<Errno> + 'static,
    {
        match byte(version_id) {
            Ok(version_id) => {
                // SAFETY: promised by the caller.
                let call = || unsafe { call_with_version::<S, F, E>(opaque, version_id) };
                // SAFETY: promised by the caller.
                unsafe { callback::run_errp(errp, call) }
            }
            // SAFETY: promised by the caller.
            Err(refused) => unsafe { callback::run_errp(errp, || Err(refused)) },
        }
    }
} else {
    /// A hook that is told the version, without an error object.
    ///
    /// # Safety
    ///
    /// As for [`hook`].
    pub(super) unsafe extern "C" fn version_hook<S, F, E>(opaque: *mut c_void, version_id: c_int) -> c_int
    where
        F: for<'a> FnCall<(&'a S, u8), Result<(), E>>,
        E: Into<Errno> + 'static,
    {
        match byte(version_id) {
            // SAFETY: promised by the caller.
            Ok(version_id) => callback::run(|| unsafe { call_with_version::<S, F, E>(opaque, version_id) }),
            Err(refused) => callback::run(|| Err(refused)),
        }
    }
});

/// A test.
///
/// # Safety
///
/// As for [`hook`].
pub(super) unsafe extern "C" fn question<S, F>(opaque: *mut c_void) -> bool
where
    F: for<'a> FnCall<(&'a S,), bool>,
{
    callback::ask(|| {
        // SAFETY: promised by the caller.
        let state = unsafe { &*opaque.cast::<S>() };
        // SAFETY: promised by the caller.
        unsafe { F::call((state,)) }
    })
}
