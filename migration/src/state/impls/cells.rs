//! std's cells.

use std::cell::{Cell, RefCell};

use super::{
    super::{Conduct, ToMigrationState, ToMigrationStateShared},
    by_reference, by_shared_reference,
};
use crate::error::InvalidError;

impl<T: ToMigrationState + Copy> ToMigrationState for Cell<T> {
    type Migrated = T::Migrated;
    const CONDUCT: Conduct = T::CONDUCT;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        self.get().snapshot_migration_state(target)
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.get_mut().restore_from(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.get().check_migrated_state(source, version_id)
    }
}

impl<T: ToMigrationState + Copy> ToMigrationStateShared for Cell<T> {
    by_shared_reference!();

    fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        let mut value = self.get();
        value.restore_from(source, version_id)?;
        self.set(value);
        Ok(())
    }
}

fn borrowed() -> InvalidError {
    InvalidError::out_of_reach("the cell is borrowed")
}

impl<T: ToMigrationState> ToMigrationState for RefCell<T> {
    type Migrated = T::Migrated;
    const CONDUCT: Conduct = T::CONDUCT.behind_lock();

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        self.try_borrow().map_err(|_| borrowed())?.snapshot_migration_state(target)
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.get_mut().restore_from(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        // What cannot be borrowed to be changed now cannot be loaded either.
        self.try_borrow_mut().map_err(|_| borrowed())?.check_migrated_state(source, version_id)
    }
}

impl<T: ToMigrationState> ToMigrationStateShared for RefCell<T> {
    by_shared_reference!();

    fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.try_borrow_mut().map_err(|_| borrowed())?.restore_from(source, version_id)
    }
}
