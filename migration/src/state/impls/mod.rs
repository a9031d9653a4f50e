//! How std's types and the BQL's cells migrate.

mod array;
mod bql;
mod cells;
mod locks;
mod numbers;
mod pointers;

use crate::error::InvalidError;

/// Visits elements until one fails, and says which.
pub(crate) fn each<T>(
    elements: impl Iterator<Item = T>,
    mut visit: impl FnMut(T) -> Result<(), InvalidError>,
) -> Result<(), InvalidError> {
    elements.enumerate().try_for_each(|(index, element)| visit(element).map_err(|error| error.at_index(index)))
}
