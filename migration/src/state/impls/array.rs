//! Arrays, element by element, and pointers, as what they point to.

use std::sync::Arc;

use super::{
    super::{Conduct, ToMigrationState, ToMigrationStateShared},
    by_reference, by_shared_reference, each, each_restored,
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
    const CONDUCT: Conduct = Conduct::PLAIN.and(T::CONDUCT);

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        each(self.iter().zip(target), |(element, target)| element.snapshot_migration_state(target))
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each_restored(self.iter_mut().zip(source), |(element, source)| element.restore_from(source, version_id))
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each(self.iter().zip(source), |(element, source)| element.check_migrated_state(source, version_id))
    }
}

impl<T: ToMigrationStateShared, const N: usize> ToMigrationStateShared for [T; N]
where
    [T::Migrated; N]: Blank + VMState,
{
    by_shared_reference!();

    fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each_restored(self.iter().zip(source), |(element, source)| element.restore_shared_from(source, version_id))
    }
}

/// The shadow is boxed too: what is too large for the stack here is so there.
impl<T: ToMigrationState> ToMigrationState for Box<T> {
    type Migrated = Box<T::Migrated>;
    const CONDUCT: Conduct = T::CONDUCT;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        T::snapshot_migration_state(self, target)
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_from(self, source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::check_migrated_state(self, source, version_id)
    }
}

impl<T: ToMigrationStateShared> ToMigrationStateShared for Box<T> {
    by_shared_reference!();

    fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_shared_from(self, source, version_id)
    }
}

/// Others may hold the same value, so it is put back through the shared path even here.
impl<T: ToMigrationStateShared> ToMigrationState for Arc<T> {
    type Migrated = T::Migrated;
    const CONDUCT: Conduct = T::CONDUCT;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        T::snapshot_migration_state(self, target)
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_shared_from(self, source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::check_migrated_state(self, source, version_id)
    }
}

impl<T: ToMigrationStateShared> ToMigrationStateShared for Arc<T> {
    by_shared_reference!();

    fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_shared_from(self, source, version_id)
    }
}
