//! Values that travel and are in no field.

use core::{fmt, marker::PhantomData};

/// A place in a device's table for a value that no field of the device holds. It takes no memory.
///
/// The functions of a module or a type, given with the key `with`, make the value out of the device and put a received one into it:
/// `get`, a `fn(&Device) -> Result<T, InvalidError>`, and `set`, a `fn(&mut Device, T) -> Result<(), InvalidError>`, which
/// runs when all fields of the device have their new values.
///
/// ```
/// use migration::{load_state_mut, save_state, Computed, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "counter")]
/// struct Counter {
///     #[migration_state(omit = "travels as `ticks`")]
///     nanoseconds: u64,
///     #[migration_state(with = ticks)]
///     ticks: Computed<u32>,
/// }
///
/// mod ticks {
///     use migration::InvalidError;
///
///     pub fn get(counter: &super::Counter) -> Result<u32, InvalidError> {
///         u32::try_from(counter.nanoseconds / 10).map_err(|_| InvalidError::new("too many ticks"))
///     }
///
///     pub fn set(counter: &mut super::Counter, ticks: u32) -> Result<(), InvalidError> {
///         counter.nanoseconds = u64::from(ticks) * 10;
///         Ok(())
///     }
/// }
///
/// fn main() -> Result<(), migration::Error> {
///     let mut counter = Counter { nanoseconds: 0x1020, ticks: Computed::new() };
///     assert_eq!(save_state(&counter)?, [0, 0, 0x01, 0x9c]);
///     load_state_mut(&mut counter, &[0, 0, 0, 3], 1)?;
///     assert_eq!(counter.nanoseconds, 30);
///     Ok(())
/// }
/// ```
pub struct Computed<T>(PhantomData<fn() -> T>);

impl<T> Computed<T> {
    /// The place for the value.
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Clone for Computed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Computed<T> {}

impl<T> Default for Computed<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> PartialEq for Computed<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Computed<T> {}

impl<T> fmt::Debug for Computed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Computed")
    }
}
