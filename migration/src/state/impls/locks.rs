//! std's locks. Device code that panics does so inside: neither is the lock poisoned, nor the value left half changed.

use std::sync::{Mutex, PoisonError, RwLock};

use super::{
    super::{
        conduct::Refusal,
        kept::{Keeping, Moment},
        restoring::put_back,
        Conduct, ToMigrationState, ToMigrationStateShared,
    },
    by_reference, by_shared_reference,
};
use crate::{callback, error::InvalidError};

fn poisoned<G>(_: PoisonError<G>) -> InvalidError {
    InvalidError::out_of_reach(
        "the lock is poisoned: a thread panicked while it held it, so the state behind it may be half changed",
    )
}

/// Takes a state over as a whole, or not at all, while the lock is held.
fn restore_locked<T: ToMigrationState>(
    value: &mut T,
    source: &mut T::Migrated,
    version_id: u8,
) -> Result<(), InvalidError> {
    if matches!(T::CONDUCT.refuses, Refusal::Never) {
        return value.restore_from(source, version_id);
    }
    let _kept = Keeping::begin();
    let moment = Moment::now();
    let mut before = callback::catch(|| value.to_migration_state())?;
    let refused = match callback::catch(|| value.restore_from(source, version_id)) {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    let own_version = super::super::nested_version_id::<T::Migrated>(version_id);
    match put_back(moment, || value.restore_from(&mut before, own_version)) {
        Ok(()) => Err(refused),
        Err(stuck) => Err(refused.and_then_failed(&stuck)),
    }
}

macro_rules! lock {
    ($($lock:ident: $read:ident, $write:ident);* $(;)?) => {$(
        impl<T: ToMigrationState> ToMigrationState for $lock<T> {
            type Migrated = T::Migrated;
            const CONDUCT: Conduct = T::CONDUCT.behind_lock();

            fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
                let value = self.$read().map_err(poisoned)?;
                callback::catch(|| value.snapshot_migration_state(target))
            }

            by_reference!();

            fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
                self.restore_shared_from(source, version_id)
            }

            fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
                let value = self.$read().map_err(poisoned)?;
                callback::catch(|| value.check_migrated_state(source, version_id))
            }
        }

        impl<T: ToMigrationState> ToMigrationStateShared for $lock<T> {
            by_shared_reference!();

            fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
                let mut value = self.$write().map_err(poisoned)?;
                restore_locked(&mut *value, source, version_id)
            }
        }
    )*};
}

lock! {
    Mutex: lock, lock;
    RwLock: read, write;
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fragile(u8);

    impl ToMigrationState for Fragile {
        type Migrated = u8;

        fn snapshot_migration_state(&self, target: &mut u8) -> Result<(), InvalidError> {
            assert!(self.0 != 13, "unlucky");
            *target = self.0;
            Ok(())
        }

        fn restore_migrated_state_mut(&mut self, source: u8, _version_id: u8) -> Result<(), InvalidError> {
            self.0 = source;
            assert!(source != 7, "seven");
            Ok(())
        }
    }

    #[test]
    fn a_panic_inside_leaves_the_lock_and_the_value_as_they_were() {
        let lock = RwLock::new(Fragile(1));
        let refused = lock.restore_migrated_state(7, 1).unwrap_err();
        assert!(refused.to_string().contains("seven"), "{refused}");
        assert_eq!(lock.read().unwrap().0, 1);
        let lock = Mutex::new(Fragile(13));
        assert!(lock.snapshot_migration_state(&mut 0).unwrap_err().to_string().contains("unlucky"));
        assert_eq!(lock.lock().unwrap().0, 13);
    }

    #[test]
    fn a_poisoned_lock_says_so() {
        let lock = Mutex::new(1_u8);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _held = lock.lock().unwrap();
            panic!("while it is held");
        }));
        assert!(panicked.is_err());
        assert!(lock.snapshot_migration_state(&mut 0).unwrap_err().to_string().contains("poisoned"));
    }
}
