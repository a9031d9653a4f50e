//! Whether two shadows are the same on the wire: a question that only an engine can answer.

use core::ffi::c_void;
use std::cell::Cell;

use crate::bindings::VMStateDescription;

/// Looks whether two structs of a description are saved alike.
///
/// # Safety
///
/// The description is valid for both, and nobody else accesses them.
pub(crate) type Comparison = unsafe fn(*const VMStateDescription, *mut c_void, *mut c_void) -> bool;

thread_local! {
    static COMPARISON: Cell<Option<Comparison>> = const { Cell::new(None) };
}

/// Says how to compare from now on.
pub(crate) fn set_comparison(comparison: Comparison) {
    COMPARISON.set(Some(comparison));
}

/// As [`Comparison`]; no, if there is nobody to ask.
///
/// # Safety
///
/// As for [`Comparison`].
pub(super) unsafe fn is_same(vmsd: *const VMStateDescription, one: *mut c_void, other: *mut c_void) -> bool {
    // SAFETY: promised by the caller.
    COMPARISON.get().is_some_and(|comparison| unsafe { comparison(vmsd, one, other) })
}
