//! How std's types and the BQL's cells migrate.

mod array;
mod bql;
mod cells;
mod locks;
mod numbers;
mod pointers;

use super::is_putting_back;
use crate::{callback, error::InvalidError};

/// What takes a state over from where it lies takes it by value in the same way.
macro_rules! by_reference {
    () => {
        fn restore_migrated_state_mut(
            &mut self,
            mut source: Self::Migrated,
            version_id: u8,
        ) -> Result<(), $crate::InvalidError> {
            self.restore_from(&mut source, version_id)
        }
    };
}
pub(crate) use by_reference;

/// As [`by_reference`], behind a lock or in a cell.
macro_rules! by_shared_reference {
    () => {
        fn restore_migrated_state(
            &self,
            mut source: Self::Migrated,
            version_id: u8,
        ) -> Result<(), $crate::InvalidError> {
            self.restore_shared_from(&mut source, version_id)
        }
    };
}
pub(crate) use by_shared_reference;

/// Visits elements until one fails, and says which.
pub(crate) fn each<T>(
    elements: impl Iterator<Item = T>,
    mut visit: impl FnMut(T) -> Result<(), InvalidError>,
) -> Result<(), InvalidError> {
    elements.enumerate().try_for_each(|(index, element)| visit(element).map_err(|error| error.at_index(index)))
}

/// Visits elements that are restored: until one fails; or, where an earlier state is put back, all of them.
pub(crate) fn each_restored<T>(
    elements: impl Iterator<Item = T>,
    mut restore: impl FnMut(T) -> Result<(), InvalidError>,
) -> Result<(), InvalidError> {
    if !is_putting_back() {
        return each(elements, restore);
    }
    let mut result = Ok(());
    for (index, element) in elements.enumerate() {
        let restored = callback::catch(|| restore(element));
        result = result.and(restored.map_err(|error| error.at_index(index)));
    }
    result
}
