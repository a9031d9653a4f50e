//! The cells of the big lock.

use super::{
    super::{Conduct, ToMigrationState, ToMigrationStateShared},
    by_reference, by_shared_reference,
};
use crate::{
    bql::{self, BqlCell, BqlRefCell},
    error::InvalidError,
};

fn bql_held() -> Result<(), InvalidError> {
    if bql::is_locked() {
        Ok(())
    } else {
        Err(InvalidError::new("the thread does not hold the BQL, which this cell needs"))
    }
}

fn borrowed() -> InvalidError {
    InvalidError::out_of_reach("the cell is borrowed")
}

impl<T: ToMigrationState> ToMigrationState for BqlRefCell<T> {
    type Migrated = T::Migrated;
    const CONDUCT: Conduct = T::CONDUCT.behind_lock();

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        bql_held()?;
        self.try_borrow().map_err(|_| borrowed())?.snapshot_migration_state(target)
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.get_mut().restore_from(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        bql_held()?;
        // What cannot be borrowed to be changed now cannot be loaded either.
        self.try_borrow_mut().map_err(|_| borrowed())?.check_migrated_state(source, version_id)
    }
}

impl<T: ToMigrationState> ToMigrationStateShared for BqlRefCell<T> {
    by_shared_reference!();

    fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        bql_held()?;
        self.try_borrow_mut().map_err(|_| borrowed())?.restore_from(source, version_id)
    }
}

impl<T: ToMigrationState + Copy> ToMigrationState for BqlCell<T> {
    type Migrated = T::Migrated;
    const CONDUCT: Conduct = T::CONDUCT.behind_lock();

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        bql_held()?;
        self.get().snapshot_migration_state(target)
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.get_mut().restore_from(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        bql_held()?;
        self.get().check_migrated_state(source, version_id)
    }
}

impl<T: ToMigrationState + Copy> ToMigrationStateShared for BqlCell<T> {
    by_shared_reference!();

    fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        bql_held()?;
        let mut value = self.get();
        value.restore_from(source, version_id)?;
        self.set(value);
        Ok(())
    }
}
