//! Numbers, and std's types around them.

use std::{
    num::{NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU8, Wrapping},
    sync::atomic::{
        AtomicBool, AtomicI16, AtomicI32, AtomicI64, AtomicI8, AtomicU16, AtomicU32, AtomicU64, AtomicU8, Ordering,
    },
};

use super::{
    super::{Conduct, ToMigrationState, ToMigrationStateShared},
    by_reference,
};
use crate::error::InvalidError;

macro_rules! own_shadow {
    ($($type:ty),*) => {$(
        impl ToMigrationState for $type {
            type Migrated = Self;
            const CONDUCT: Conduct = Conduct::PLAIN;

            fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
                *target = *self;
                Ok(())
            }

            fn restore_migrated_state_mut(&mut self, source: Self, _version_id: u8) -> Result<(), InvalidError> {
                *self = source;
                Ok(())
            }

            fn restore_from(&mut self, source: &mut Self, _version_id: u8) -> Result<(), InvalidError> {
                *self = *source;
                Ok(())
            }
        }
    )*};
}

own_shadow!(bool, u8, u16, u32, u64, i8, i16, i32, i64);

impl<T: ToMigrationState> ToMigrationState for Wrapping<T> {
    type Migrated = T::Migrated;
    const CONDUCT: Conduct = T::CONDUCT;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        self.0.snapshot_migration_state(target)
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.0.restore_from(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.0.check_migrated_state(source, version_id)
    }
}

macro_rules! nonzero {
    ($($type:ident: $number:ty),* $(,)?) => {$(
        impl ToMigrationState for $type {
            type Migrated = $number;
            const CONDUCT: Conduct = Conduct::SOME_NUMBERS;

            fn snapshot_migration_state(&self, target: &mut $number) -> Result<(), InvalidError> {
                *target = self.get();
                Ok(())
            }

            fn restore_migrated_state_mut(&mut self, source: $number, _version_id: u8) -> Result<(), InvalidError> {
                *self = Self::new(source).ok_or_else(zero)?;
                Ok(())
            }

            fn check_migrated_state(&self, source: &$number, _version_id: u8) -> Result<(), InvalidError> {
                Self::new(*source).map(|_| ()).ok_or_else(zero)
            }
        }
    )*};
}

fn zero() -> InvalidError {
    InvalidError::new("expected a number other than 0, found 0")
}

nonzero! {
    NonZeroU8: u8, NonZeroU16: u16, NonZeroU32: u32, NonZeroU64: u64,
    NonZeroI8: i8, NonZeroI16: i16, NonZeroI32: i32, NonZeroI64: i64,
}

/// Each value by itself: a device that others change meanwhile is not what a migration sees.
macro_rules! atomic {
    ($($type:ident: $value:ty),* $(,)?) => {$(
        impl ToMigrationState for $type {
            type Migrated = $value;
            const CONDUCT: Conduct = Conduct::PLAIN;

            fn snapshot_migration_state(&self, target: &mut $value) -> Result<(), InvalidError> {
                *target = self.load(Ordering::SeqCst);
                Ok(())
            }

            fn restore_migrated_state_mut(&mut self, source: $value, _version_id: u8) -> Result<(), InvalidError> {
                *self.get_mut() = source;
                Ok(())
            }
        }

        impl ToMigrationStateShared for $type {
            fn restore_migrated_state(&self, source: $value, _version_id: u8) -> Result<(), InvalidError> {
                self.store(source, Ordering::SeqCst);
                Ok(())
            }
        }
    )*};
}

atomic! {
    AtomicBool: bool,
    AtomicU8: u8, AtomicU16: u16, AtomicU32: u32, AtomicU64: u64,
    AtomicI8: i8, AtomicI16: i16, AtomicI32: i32, AtomicI64: i64,
}
