//! Arrays, element by element, and pointers, as what they point to.

use std::sync::Arc;

use super::{
    super::{ToMigrationState, ToMigrationStateShared},
    each, each_restored,
};
use crate::{
    error::InvalidError,
    vmstate::{Blank, VMState},
};

impl<T: ToMigrationState, const N: usize> ToMigrationState for [T; N]
where
    [T::Migrated; N]: Blank + VMState,
{
    type Migrated = [T::Migrated; N];

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        each(self.iter().zip(target), |(element, target)| element.snapshot_migration_state(target))
    }

    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each_restored(self.iter_mut().zip(source), |(element, source)| {
            element.restore_migrated_state_mut(source, version_id)
        })
    }

    fn restore_from_box(&mut self, source: Box<Self::Migrated>, version_id: u8) -> Result<(), InvalidError> {
        let source: Box<[T::Migrated]> = source;
        each_restored(self.iter_mut().zip(source.into_vec()), |(element, source)| {
            element.restore_migrated_state_mut(source, version_id)
        })
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each(self.iter().zip(source), |(element, source)| element.check_migrated_state(source, version_id))
    }
}

impl<T: ToMigrationStateShared, const N: usize> ToMigrationStateShared for [T; N]
where
    [T::Migrated; N]: Blank + VMState,
{
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each_restored(self.iter().zip(source), |(element, source)| element.restore_migrated_state(source, version_id))
    }
}

/// The shadow is boxed too: what is too large for the stack here is so there.
impl<T: ToMigrationState> ToMigrationState for Box<T> {
    type Migrated = Box<T::Migrated>;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        T::snapshot_migration_state(self, target)
    }

    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_from_box(self, source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::check_migrated_state(self, source, version_id)
    }
}

impl<T: ToMigrationStateShared> ToMigrationStateShared for Box<T> {
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_migrated_state(self, *source, version_id)
    }
}

/// Others may hold the same value, so it is put back through the shared path even here.
impl<T: ToMigrationStateShared> ToMigrationState for Arc<T> {
    type Migrated = T::Migrated;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        T::snapshot_migration_state(self, target)
    }

    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.restore_migrated_state(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::check_migrated_state(self, source, version_id)
    }
}

impl<T: ToMigrationStateShared> ToMigrationStateShared for Arc<T> {
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_migrated_state(self, source, version_id)
    }
}
