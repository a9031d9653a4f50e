//! How std's types and the BQL's cells migrate.

use std::sync::{Arc, Mutex, MutexGuard};

use super::{ToMigrationState, ToMigrationStateShared};
use crate::{
    bql::{self, BqlCell, BqlRefCell},
    error::InvalidError,
    vmstate::{Blank, Buffer, Timer, Unused, VMState},
};

macro_rules! own_shadow {
    ($($type:ty),*) => {$(
        impl ToMigrationState for $type {
            type Migrated = Self;

            fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
                *target = *self;
                Ok(())
            }

            fn restore_migrated_state_mut(&mut self, source: Self, _version_id: u8) -> Result<(), InvalidError> {
                *self = source;
                Ok(())
            }
        }
    )*};
}

own_shadow!(bool, u8, u16, u32, u64, i8, i16, i32, i64, Timer);

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

fn each<T>(
    elements: impl Iterator<Item = T>,
    mut visit: impl FnMut(T) -> Result<(), InvalidError>,
) -> Result<(), InvalidError> {
    elements.enumerate().try_for_each(|(index, element)| visit(element).map_err(|error| error.at_index(index)))
}

impl<T: ToMigrationState, const N: usize> ToMigrationState for [T; N]
where
    [T::Migrated; N]: Blank + VMState,
{
    type Migrated = [T::Migrated; N];

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        each(self.iter().zip(target), |(element, target)| element.snapshot_migration_state(target))
    }

    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each(self.iter_mut().zip(source), |(element, source)| element.restore_migrated_state_mut(source, version_id))
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each(self.iter().zip(source), |(element, source)| element.check_migrated_state(source, version_id))
    }

    fn mark_all_present(migrated: &mut Self::Migrated) {
        migrated.iter_mut().for_each(T::mark_all_present);
    }
}

impl<T: ToMigrationStateShared, const N: usize> ToMigrationStateShared for [T; N]
where
    [T::Migrated; N]: Blank + VMState,
{
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each(self.iter().zip(source), |(element, source)| element.restore_migrated_state(source, version_id))
    }
}

impl<T: ToMigrationState> ToMigrationState for Box<T> {
    type Migrated = T::Migrated;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        T::snapshot_migration_state(self, target)
    }

    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_migrated_state_mut(self, source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::check_migrated_state(self, source, version_id)
    }

    fn mark_all_present(migrated: &mut Self::Migrated) {
        T::mark_all_present(migrated);
    }
}

impl<T: ToMigrationStateShared> ToMigrationStateShared for Box<T> {
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_migrated_state(self, source, version_id)
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

    fn mark_all_present(migrated: &mut Self::Migrated) {
        T::mark_all_present(migrated);
    }
}

impl<T: ToMigrationStateShared> ToMigrationStateShared for Arc<T> {
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        T::restore_migrated_state(self, source, version_id)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> Result<MutexGuard<'_, T>, InvalidError> {
    mutex.lock().map_err(|_| {
        InvalidError::new(
            "the lock is poisoned: a thread panicked while it held it, so the state behind it may be half changed",
        )
    })
}

impl<T: ToMigrationState> ToMigrationState for Mutex<T> {
    type Migrated = T::Migrated;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        locked(self)?.snapshot_migration_state(target)
    }

    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.restore_migrated_state(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        locked(self)?.check_migrated_state(source, version_id)
    }

    fn mark_all_present(migrated: &mut Self::Migrated) {
        T::mark_all_present(migrated);
    }
}

impl<T: ToMigrationState> ToMigrationStateShared for Mutex<T> {
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        locked(self)?.restore_migrated_state_mut(source, version_id)
    }
}

fn bql_held() -> Result<(), InvalidError> {
    if bql::is_locked() {
        Ok(())
    } else {
        Err(InvalidError::new("the thread does not hold the BQL, which this cell needs"))
    }
}

fn borrowed() -> InvalidError {
    InvalidError::new("the cell is borrowed")
}

impl<T: ToMigrationState> ToMigrationState for BqlRefCell<T> {
    type Migrated = T::Migrated;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        bql_held()?;
        self.try_borrow().map_err(|_| borrowed())?.snapshot_migration_state(target)
    }

    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.get_mut().restore_migrated_state_mut(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        bql_held()?;
        // What cannot be borrowed to be changed now cannot be loaded either.
        self.try_borrow_mut().map_err(|_| borrowed())?.check_migrated_state(source, version_id)
    }

    fn mark_all_present(migrated: &mut Self::Migrated) {
        T::mark_all_present(migrated);
    }
}

impl<T: ToMigrationState> ToMigrationStateShared for BqlRefCell<T> {
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        bql_held()?;
        self.try_borrow_mut().map_err(|_| borrowed())?.restore_migrated_state_mut(source, version_id)
    }
}

impl<T: ToMigrationState + Copy> ToMigrationState for BqlCell<T> {
    type Migrated = T::Migrated;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        bql_held()?;
        self.get().snapshot_migration_state(target)
    }

    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.get_mut().restore_migrated_state_mut(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        bql_held()?;
        self.get().check_migrated_state(source, version_id)
    }

    fn mark_all_present(migrated: &mut Self::Migrated) {
        T::mark_all_present(migrated);
    }
}

impl<T: ToMigrationState + Copy> ToMigrationStateShared for BqlCell<T> {
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        bql_held()?;
        let mut value = self.get();
        value.restore_migrated_state_mut(source, version_id)?;
        self.set(value);
        Ok(())
    }
}
