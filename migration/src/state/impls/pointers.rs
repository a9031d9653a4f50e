//! Elements of arrays that are there or not, as this side was built.

use super::{super::ToMigrationState, by_reference};
use crate::error::InvalidError;

/// Which elements of an array of pointers are null is not on the wire as news: a reader goes by its own.
impl<T: ToMigrationState> ToMigrationState for Option<Box<T>> {
    type Migrated = Option<Box<T::Migrated>>;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        *target = match self {
            Some(value) => Some(T::to_migration_state(value)?),
            None => None,
        };
        Ok(())
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        match (self, source) {
            (Some(value), Some(source)) => T::restore_from(value, source, version_id),
            (None, None) => Ok(()),
            _ => Err(other_pattern()),
        }
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        match (self, source) {
            (Some(value), Some(source)) => value.check_migrated_state(source, version_id),
            (None, None) => Ok(()),
            _ => Err(other_pattern()),
        }
    }
}

fn other_pattern() -> InvalidError {
    InvalidError::new("expected null where the device has null, and a value where it has one")
}
