//! Counts of a snapshot, before it is saved or taken over.

use super::Varray;
use crate::{
    error::{many_elements, InvalidError},
    vmstate::{Blank, VMState},
};

/// Migrated states whose elements another field can count.
#[diagnostic::on_unimplemented(
    message = "the elements of `{Self}` cannot be counted by another field",
    label = "neither an array nor a `Vec`",
    note = "`len` belongs to an array or a `Vec`; a list or map with `range` brings its length along"
)]
pub trait Countable {
    /// Looks whether there can be so many elements.
    fn check_count(&self, count: i128) -> Result<(), InvalidError>;
}

impl<T, const N: usize> Countable for [T; N]
where
    [T; N]: VMState,
{
    fn check_count(&self, count: i128) -> Result<(), InvalidError> {
        let capacity = <Self as VMState>::BASE.num;
        if (0..=i128::from(capacity)).contains(&count) {
            return Ok(());
        }
        Err(InvalidError::new(format!("expected at most {}, found a count of {count}", many_elements(capacity))))
    }
}

impl<M: VMState + Blank, const MAX: usize> Countable for Varray<M, MAX> {
    fn check_count(&self, count: i128) -> Result<(), InvalidError> {
        let length = self.len();
        if length > MAX {
            return Err(InvalidError::new(format!("expected at most {}, found {length}", many_elements(MAX))));
        }
        if count == length as i128 {
            return Ok(());
        }
        Err(InvalidError::new(format!("expected a count of {length}, as there are elements, found {count}")))
    }
}

/// Looks whether a count fits the elements that it counts.
pub fn check_counted<T: Countable>(counted: &T, count: i128) -> Result<(), InvalidError> {
    counted.check_count(count)
}
