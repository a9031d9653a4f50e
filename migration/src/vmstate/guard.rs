//! The check of a count against the array it counts.
//!
//! A C table knows the count of an array but not its capacity, and the C core believes the count, which the stream may have
//! just written. So each counted array gets an entry without bytes in front of it that refuses what does not fit.

use core::{
    ffi::{c_int, c_void},
    fmt,
};

use super::VMState;
use crate::{
    bindings::VMStateFlags,
    callback::{self, FnCall},
    error::InvalidError,
};

/// Where a count stands, what it is multiplied by, and whether the counted field exists at all.
#[doc(hidden)]
pub struct Count<C> {
    pub address: *const C,
    pub factor: u32,
    pub exists: bool,
}

impl<C> fmt::Debug for Count<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Count").field("factor", &self.factor).field("exists", &self.exists).finish_non_exhaustive()
    }
}

/// Whether the count in `S` is within the capacity of the array `F`.
pub(super) unsafe extern "C" fn count_fits<S, F, C, L>(opaque: *mut c_void, version_id: c_int) -> bool
where
    F: VMState,
    C: VMState,
    L: for<'a> FnCall<(&'a S, u8), Count<C>>,
{
    callback::ask(|| {
        // SAFETY: the table is `S`'s, so the walker hands over an `S`; it changes nothing while the check runs.
        let state = unsafe { &*opaque.cast::<S>() };
        // SAFETY: the table was built from a value of `L`.
        let count = unsafe { L::call((state, version_id as u8)) };
        if !count.exists {
            return true;
        }
        // SAFETY: the address is that of a field of `state`, of a type with the layout that its flag names.
        let elements = unsafe { read_count(count.address.cast(), C::VARRAY_FLAG) };
        let capacity = i64::from(F::BASE.num);
        let fits = (0..=capacity).contains(&elements.saturating_mul(i64::from(count.factor)));
        if !fits {
            let factor = if count.factor == 1 { String::new() } else { format!(" (times {})", count.factor) };
            callback::leave_reason(callback::Failure::Refused(InvalidError::new(format!(
                "expected at most {capacity} elements, found a count of {elements}{factor}"
            ))));
        }
        fits
    })
}

/// Reads the count of an array.
///
/// # Safety
///
/// At `address` there is an initialised integer of the type that the flag names, aligned.
pub(crate) unsafe fn read_count(address: *const c_void, flag: VMStateFlags) -> i64 {
    if flag.intersects(VMStateFlags::VMS_VARRAY_UINT8) {
        // SAFETY: promised by the caller.
        i64::from(unsafe { address.cast::<u8>().read() })
    } else if flag.intersects(VMStateFlags::VMS_VARRAY_UINT16) {
        // SAFETY: promised by the caller.
        i64::from(unsafe { address.cast::<u16>().read() })
    } else if flag.intersects(VMStateFlags::VMS_VARRAY_UINT32) {
        // SAFETY: promised by the caller.
        i64::from(unsafe { address.cast::<u32>().read() })
    } else {
        // SAFETY: promised by the caller.
        i64::from(unsafe { address.cast::<i32>().read() })
    }
}
