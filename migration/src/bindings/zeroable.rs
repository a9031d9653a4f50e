//! C structures as Rust values: all zeros, or opaque.

use core::{cell::UnsafeCell, marker::PhantomPinned, mem::MaybeUninit};

use super::{VMStateDescription, VMStateField, VMStateInfo};

/// A C structure for which all zero bytes is a valid value.
///
/// # Safety
///
/// `ZERO` has every member zero, null or `None`.
pub unsafe trait Zeroable {
    /// The value of all zero bytes.
    const ZERO: Self;
}

macro_rules! zeroable {
    ($($type:ty),*) => {$(
        // SAFETY: the members are integers, raw pointers and options of function pointers, all valid as zero.
        unsafe impl Zeroable for $type {
            // SAFETY: the same.
            const ZERO: Self = unsafe { MaybeUninit::zeroed().assume_init() };
        }
    )*};
}

zeroable!(VMStateField, VMStateDescription, VMStateInfo);

/// A C structure that Rust code only passes around by address.
///
/// It may be changed by C at any time, so no Rust reference to its inside ever exists.
#[repr(transparent)]
pub struct Opaque<T> {
    value: UnsafeCell<MaybeUninit<T>>,
    _pinned: PhantomPinned,
}

impl<T> Opaque<T> {
    /// All bytes zero, to be filled in by C.
    pub const fn zeroed() -> Self {
        Self { value: UnsafeCell::new(MaybeUninit::zeroed()), _pinned: PhantomPinned }
    }

    /// The address for C; also C's own type.
    pub const fn as_mut_ptr(&self) -> *mut T {
        self.value.get().cast()
    }

    /// As [`as_mut_ptr`](Self::as_mut_ptr), for C functions that only read.
    pub const fn as_ptr(&self) -> *const T {
        self.as_mut_ptr()
    }
}

impl<T> core::fmt::Debug for Opaque<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Opaque").finish_non_exhaustive()
    }
}
