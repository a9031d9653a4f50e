//! Wire types as their own shadows.

use super::super::ToMigrationState;
use crate::{
    error::InvalidError,
    vmstate::{Buffer, Unused},
};

impl<const N: usize> ToMigrationState for Unused<N> {
    type Migrated = Self;

    fn snapshot_migration_state(&self, _target: &mut Self) -> Result<(), InvalidError> {
        Ok(())
    }

    fn restore_migrated_state_mut(&mut self, _source: Self, _version_id: u8) -> Result<(), InvalidError> {
        Ok(())
    }
}

impl<const N: usize> ToMigrationState for Buffer<N> {
    type Migrated = Self;

    fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
        target.0.copy_from_slice(&self.0);
        Ok(())
    }

    fn restore_migrated_state_mut(&mut self, source: Self, _version_id: u8) -> Result<(), InvalidError> {
        *self = source;
        Ok(())
    }
}
