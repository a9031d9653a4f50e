//! Start values of shadow structs.

use crate::memory;

/// The value that a shadow field has before a snapshot fills it.
///
/// It stands where `Default` would, which the standard library gives to arrays of up to 32 elements only. Shadow structs get
/// it from the derive, or from [`impl_vmstate_struct!`](crate::impl_vmstate_struct) wherever they have `Default`.
///
/// ```
/// use migration::Blank;
///
/// assert_eq!(<[u16; 100]>::blank(), [0; 100]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no start value for a snapshot",
    label = "not `Blank`",
    note = "a hand-written shadow struct gets it from `#[derive(Default)]` and `impl_vmstate_struct!`; any other type from \
            `impl migration::Blank`"
)]
pub trait Blank: Sized {
    /// The start value.
    fn blank() -> Self;

    /// The start value in a box; of an array without a detour over the stack, which may be too small for it.
    #[doc(hidden)]
    fn blank_in_box() -> Box<Self> {
        memory::boxed(Self::blank())
    }
}

macro_rules! blank_by_default {
    ($($type:ty),*) => {$(
        impl Blank for $type {
            fn blank() -> Self {
                Self::default()
            }
        }
    )*};
}

blank_by_default!(bool, u8, u16, u32, u64, i8, i16, i32, i64);

impl<T: Blank, const N: usize> Blank for [T; N] {
    fn blank() -> Self {
        core::array::from_fn(|_| T::blank())
    }

    fn blank_in_box() -> Box<Self> {
        match memory::boxed_slice(N, T::blank).try_into() {
            Ok(array) => array,
            Err(_) => unreachable!("there are just so many elements"),
        }
    }
}

impl<T: Blank> Blank for Box<T> {
    fn blank() -> Self {
        T::blank_in_box()
    }
}

impl<T> Blank for Option<Box<T>> {
    fn blank() -> Self {
        None
    }
}

impl<T: Blank> Blank for core::cell::Cell<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
}

impl<T: Blank> Blank for crate::bql::BqlCell<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
}

impl<T: Blank> Blank for crate::bql::BqlRefCell<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
}
