//! Bounds of received values.

use core::{cell::Cell, fmt::Debug, ops::RangeBounds};

use crate::{
    bql::{BqlCell, BqlRefCell},
    error::InvalidError,
};

/// Migrated states that a range can bound: a number by its value, an array by that of each element, a list by its length.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be bounded by this `range`",
    label = "neither a number nor a list",
    note = "`range` bounds the value of a number, each value of an array of numbers, or the length of a `Vec`, `VecDeque`, \
            `LinkedList` or `BTreeMap`; for all else write a `validate` function, or in place a `post_load`"
)]
pub trait Ranged<R> {
    /// Looks whether the value lies in the range.
    fn check_range(&self, range: &R) -> Result<(), InvalidError>;
}

macro_rules! ranged_by_value {
    ($($number:ty),* $(,)?) => {$(
        impl<R: RangeBounds<$number> + Debug> Ranged<R> for $number {
            fn check_range(&self, range: &R) -> Result<(), InvalidError> {
                if range.contains(self) {
                    return Ok(());
                }
                Err(InvalidError::new(format!("expected a value in {range:?}, found {self}")))
            }
        }
    )*};
}

ranged_by_value!(u8, u16, u32, u64, i8, i16, i32, i64, f64);

impl<R, T: Ranged<R>, const N: usize> Ranged<R> for [T; N] {
    fn check_range(&self, range: &R) -> Result<(), InvalidError> {
        let mut elements = self.iter().enumerate();
        elements.try_for_each(|(index, element)| element.check_range(range).map_err(|error| error.at_index(index)))
    }
}

macro_rules! ranged_by_content {
    ($($cell:ident),* $(,)?) => {$(
        /// A device in place has its numbers in cells.
        impl<R, T: Copy + Ranged<R>> Ranged<R> for $cell<T> {
            fn check_range(&self, range: &R) -> Result<(), InvalidError> {
                self.get().check_range(range)
            }
        }
    )*};
}

ranged_by_content!(Cell, BqlCell);

impl<R, T: Ranged<R>> Ranged<R> for BqlRefCell<T> {
    fn check_range(&self, range: &R) -> Result<(), InvalidError> {
        self.borrow().check_range(range)
    }
}

impl<R, T: Ranged<R>> Ranged<R> for Box<T> {
    fn check_range(&self, range: &R) -> Result<(), InvalidError> {
        (**self).check_range(range)
    }
}

/// For types with a length.
pub(crate) fn check_length<R: RangeBounds<usize> + Debug>(length: usize, range: &R) -> Result<(), InvalidError> {
    if range.contains(&length) {
        return Ok(());
    }
    Err(InvalidError::new(format!("expected a number of elements in {range:?}, found {length}")))
}

/// Looks whether a migrated state lies in a range.
pub fn check_range<R, T: Ranged<R>>(value: &T, range: &R) -> Result<(), InvalidError> {
    value.check_range(range)
}
