//! The check of a count against the array it counts.
//!
//! A C table knows the count of an array but not its capacity, and the C core believes the count, which the stream may have
//! just written. So each counted array gets an entry without bytes in front of it that refuses what does not fit.

use core::{
    ffi::{c_int, c_void},
    fmt,
    marker::PhantomData,
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

/// What a field of type `F` is counted by.
#[doc(hidden)]
pub struct Counted<F, C> {
    pub count_offset: usize,
    pub factor: Option<u32>,
    pub has_test: bool,
    pub field: PhantomData<F>,
    pub count: PhantomData<C>,
}

impl<F, C> fmt::Debug for Counted<F, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counted").field("count_offset", &self.count_offset).finish_non_exhaustive()
    }
}

impl<C> fmt::Debug for Count<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Count").field("factor", &self.factor).field("exists", &self.exists).finish_non_exhaustive()
    }
}

/// Whether the count in `S` is within the capacity of the array `F`, or the array does not exist.
pub(super) unsafe extern "C" fn count_fits<S, F, C, L>(opaque: *mut c_void, version_id: c_int) -> bool
where
    F: VMState,
    C: VMState,
    L: for<'a> FnCall<(&'a S, u8), Count<C>>,
{
    callback::ask(|| {
        // SAFETY: promised by whoever walks the table.
        let (exists, fits) = unsafe { look::<S, F, C, L>(opaque, version_id) };
        if exists {
            if let Err(refused) = fits {
                callback::leave_reason(callback::Failure::Refused(refused));
                return false;
            }
        }
        true
    })
}

/// Whether the array `F` exists; where its count does not fit, it does not.
pub(super) unsafe extern "C" fn exists_and_fits<S, F, C, L>(opaque: *mut c_void, version_id: c_int) -> bool
where
    F: VMState,
    C: VMState,
    L: for<'a> FnCall<(&'a S, u8), Count<C>>,
{
    callback::ask(|| {
        // SAFETY: promised by whoever walks the table.
        let (exists, fits) = unsafe { look::<S, F, C, L>(opaque, version_id) };
        exists && fits.is_ok()
    })
}

/// Whether the array exists, and then whether its count fits.
///
/// # Safety
///
/// `opaque` is an `S` that nobody changes meanwhile, and a value of `L` has existed.
unsafe fn look<S, F, C, L>(opaque: *mut c_void, version_id: c_int) -> (bool, Result<(), InvalidError>)
where
    F: VMState,
    C: VMState,
    L: for<'a> FnCall<(&'a S, u8), Count<C>>,
{
    // SAFETY: promised by the caller.
    let state = unsafe { &*opaque.cast::<S>() };
    // SAFETY: promised by the caller.
    let count = unsafe { L::call((state, version_id as u8)) };
    // SAFETY: the address is that of a field of `state`, of a type with the layout that its flag names.
    let elements = unsafe { read_count(count.address.cast(), C::VARRAY_FLAG) };
    let capacity = i64::from(F::BASE.num);
    if (0..=capacity).contains(&elements.saturating_mul(i64::from(count.factor))) {
        return (count.exists, Ok(()));
    }
    let factor = if count.factor == 1 { String::new() } else { format!(" (times {})", count.factor) };
    let refused =
        InvalidError::new(format!("expected at most {capacity} elements, found a count of {elements}{factor}"));
    (count.exists, Err(refused))
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
