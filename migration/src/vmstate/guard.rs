//! The check of a count against the array it counts.
//!
//! A C table knows the count of an array but not its capacity, and the C core believes the count, which the stream may have
//! just written. So each counted array gets an entry without bytes in front of it that refuses what does not fit.

use core::{
    ffi::{c_char, c_int, c_void, CStr},
    fmt,
    marker::PhantomData,
};
use std::cell::Cell;

use super::VMState;
use crate::{
    bindings::{VMStateField, VMStateFlags, VMStateInfo, Zeroable},
    callback::{self, FnCall},
    error::InvalidError,
};

/// Where a count stands, and what it is multiplied by.
#[doc(hidden)]
pub struct Count<F, C> {
    pub address: *const C,
    pub field: *const F,
    pub factor: u32,
    /// What the count is called.
    pub name: &'static str,
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

/// A field that counts.
///
/// # Panics
///
/// At compile time, if it is of no type that can.
#[doc(hidden)]
pub const fn counting<C: VMState>(count: PhantomData<C>) -> PhantomData<C> {
    assert!(
        C::VARRAY_FLAG.intersects(VMStateFlags::ANY_VARRAY),
        "the count of an array is a field of type u8, u16, u32 or i32"
    );
    count
}

impl<F, C> fmt::Debug for Counted<F, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counted").field("count_offset", &self.count_offset).finish_non_exhaustive()
    }
}

impl<F, C> fmt::Debug for Count<F, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Count").field("factor", &self.factor).finish_non_exhaustive()
    }
}

/// The kind of the entries that check counts. It reads and writes nothing; its address tells them apart.
static GUARD: VMStateInfo = VMStateInfo { name: c"count".as_ptr(), get: None, put: None };

/// The version for which a guard does not ask whether the array exists, which is device code.
#[cfg(feature = "stream")]
const WITHOUT_TEST: c_int = -1;

/// An entry without bytes that refuses what the function does not accept. Its hint has the name of the field.
pub(super) const fn guard_entry(
    name: &'static CStr,
    field: *const c_char,
    fits: unsafe extern "C" fn(*mut c_void, c_int) -> bool,
    capacity: usize,
) -> VMStateField {
    VMStateField {
        name: name.as_ptr(),
        err_hint: field,
        // For the text of a table. Whoever walks it looks here only for the size of a buffer.
        size_offset: capacity,
        info: &raw const GUARD,
        flags: VMStateFlags(VMStateFlags::VMS_MUST_EXIST.0 | VMStateFlags::VMS_ARRAY.0),
        field_exists: Some(fits),
        ..VMStateField::ZERO
    }
}

/// Whether the entry checks the count of the one behind it.
#[cfg(feature = "stream")]
pub(crate) fn is_guard(field: &VMStateField) -> bool {
    core::ptr::eq(field.info, &raw const GUARD)
}

/// Whether the count fits now, without a call of device code.
///
/// # Safety
///
/// The guard is one of a description that is valid for `opaque`.
#[cfg(feature = "stream")]
pub(crate) unsafe fn fits_now(guard: &VMStateField, opaque: *mut c_void) -> bool {
    // SAFETY: promised by the caller.
    let fits = guard.field_exists.is_none_or(|fits| unsafe { fits(opaque, WITHOUT_TEST) });
    callback::forget_reason();
    fits
}

/// Whether the count in `S` is within the capacity of the array `F`, or the array does not exist.
pub(super) unsafe extern "C" fn count_fits<S, F, C, L, T>(opaque: *mut c_void, version_id: c_int) -> bool
where
    F: VMState,
    C: VMState,
    L: for<'a> FnCall<(&'a S,), Count<F, C>>,
    T: for<'a> FnCall<(&'a S, u8), bool>,
{
    callback::ask(|| {
        let exists = match u8::try_from(version_id) {
            Ok(version_id) => {
                // SAFETY: promised by whoever walks the table.
                let state = unsafe { &*opaque.cast::<S>() };
                // SAFETY: a value of `T` has existed.
                unsafe { T::call((state, version_id)) }
            }
            Err(_) => true,
        };
        // The test may have changed the count.
        // SAFETY: promised by whoever walks the table.
        match unsafe { look::<S, F, C, L>(opaque) } {
            Err(refused) if exists => {
                callback::leave_reason(callback::Failure::Refused(refused));
                false
            }
            _ => true,
        }
    })
}

/// Whether the array `F` exists; where its count does not fit, it does not.
pub(super) unsafe extern "C" fn exists_and_fits<S, F, C, L, T>(opaque: *mut c_void, version_id: c_int) -> bool
where
    F: VMState,
    C: VMState,
    L: for<'a> FnCall<(&'a S,), Count<F, C>>,
    T: for<'a> FnCall<(&'a S, u8), bool>,
{
    callback::ask(|| {
        // SAFETY: promised by whoever walks the table.
        let state = unsafe { &*opaque.cast::<S>() };
        // SAFETY: a value of `T` has existed.
        let exists = unsafe { T::call((state, version_id as u8)) };
        // SAFETY: promised by whoever walks the table.
        exists && unsafe { look::<S, F, C, L>(opaque) }.is_ok()
    })
}

/// How many elements of the type another field can count.
pub(super) const fn capacity<F: VMState>() -> usize {
    match F::COUNTED_CAPACITY {
        Some(capacity) => capacity,
        None => F::BASE.num as usize,
    }
}

/// Whether the count fits.
///
/// # Safety
///
/// `opaque` is an `S` that nobody changes meanwhile, and a value of `L` has existed.
unsafe fn look<S, F, C, L>(opaque: *mut c_void) -> Result<(), InvalidError>
where
    F: VMState,
    C: VMState,
    L: for<'a> FnCall<(&'a S,), Count<F, C>>,
{
    // SAFETY: promised by the caller.
    let state = unsafe { &*opaque.cast::<S>() };
    // SAFETY: promised by the caller.
    let count = unsafe { L::call((state,)) };
    // SAFETY: the address is that of a field of `state`, of a type with the layout that its flag names.
    let elements = unsafe { read_count(count.address.cast(), C::VARRAY_FLAG) };
    let capacity = capacity::<F>() as i64;
    let total = elements.saturating_mul(i64::from(count.factor));
    if (0..=capacity).contains(&total) {
        // SAFETY: the field is one of `state`; resized is only what a load reads into and nobody else sees.
        return unsafe { F::make_room(count.field, total as usize, LOADS_SHADOW.with(Cell::get)) };
    }
    let factor = if count.factor == 1 { String::new() } else { format!(" (times {})", count.factor) };
    Err(InvalidError::new(format!(
        "expected at most {}, found a count of {elements}{factor} in `{}`",
        crate::error::many_elements(capacity),
        count.name.replace("r#", "")
    )))
}

thread_local! {
    /// Whether the innermost save or load of this thread loads a shadow, which belongs to that load alone.
    static LOADS_SHADOW: Cell<bool> = const { Cell::new(false) };
}

/// Runs a load of a shadow that nobody else has a reference to.
pub(crate) fn loading_shadow<R>(load: impl FnOnce() -> R) -> R {
    with_shadow(true, load)
}

/// Runs any other load, or a save.
pub(crate) fn not_loading_shadow<R>(walk: impl FnOnce() -> R) -> R {
    with_shadow(false, walk)
}

fn with_shadow<R>(loads: bool, walk: impl FnOnce() -> R) -> R {
    /// Also where something panics.
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            LOADS_SHADOW.with(|current| current.set(self.0));
        }
    }
    let _before = Before(LOADS_SHADOW.with(|current| current.replace(loads)));
    walk()
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
