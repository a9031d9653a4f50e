//! Snapshots of live devices, and how they are put back.

mod comparison;
mod computed;
mod conduct;
mod convert;
mod impls;
pub(crate) mod kept;
mod migratable;
mod presence;
mod range;
mod restoring;
pub(crate) mod scratch;
mod shown;
mod transaction;

#[cfg(feature = "stream")]
pub(crate) use comparison::set_comparison;
pub use computed::Computed;
pub use conduct::Conduct;
#[cfg(feature = "stream")]
pub(crate) use conduct::Refusal;
pub use convert::{check_each_element, each_element, unknown_variant};
pub(crate) use impls::{by_reference, by_shared_reference, each, each_restored};
pub use kept::{emptied, refilled};
#[cfg(feature = "stream")]
pub(crate) use migratable::commit;
#[cfg(feature = "stream")]
pub(crate) use migratable::is_migratable;
pub use migratable::Migratable;
pub use presence::Presence;
pub(crate) use range::check_length;
pub use range::{check_range, Ranged};
pub(crate) use restoring::is_putting_back;
#[cfg(feature = "stream")]
pub(crate) use restoring::put_back;
pub use restoring::Restoring;
pub use shown::{unconvertible, Explained, ExplainedByDisplay, Shown, ShownByDebug, ShownByName, Unexplained};
#[cfg(feature = "stream")]
pub(crate) use transaction::Notes;
pub(crate) use transaction::Transaction;

use crate::{
    error::InvalidError,
    vmstate::{Blank, VMState},
};

/// A type whose state travels as a *shadow*: a plain copy of its migrated parts, which a table describes.
///
/// `#[derive(ToMigrationState)]` writes the shadow, its table and this implementation. By hand it is for types whose shadow is no
/// field-by-field copy:
///
/// ```
/// use migration::{bql::{self, BqlCell}, impl_vmstate_struct, vmstate_fields, vmstate_of};
/// use migration::{InvalidError, ToMigrationState, VMStateDescription, VMStateDescriptionBuilder};
///
/// struct Device {
///     counter: BqlCell<u32>,
///     enabled: bool,
/// }
///
/// #[derive(Default, Debug, PartialEq)]
/// struct DeviceMigration {
///     counter: u32,
///     enabled: bool,
/// }
///
/// static VMSTATE_DEVICE: VMStateDescription<DeviceMigration> = VMStateDescriptionBuilder::<DeviceMigration>::new()
///     .name(c"device")
///     .version_id(1)
///     .minimum_version_id(1)
///     .fields(vmstate_fields! {
///         vmstate_of!(DeviceMigration, counter),
///         vmstate_of!(DeviceMigration, enabled),
///     })
///     .build();
/// impl_vmstate_struct!(DeviceMigration, VMSTATE_DEVICE);
///
/// impl ToMigrationState for Device {
///     type Migrated = DeviceMigration;
///
///     fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
///         target.counter = self.counter.get();
///         target.enabled = self.enabled;
///         Ok(())
///     }
///
///     fn restore_migrated_state_mut(&mut self, source: Self::Migrated, _version_id: u8) -> Result<(), InvalidError> {
///         self.counter.set(source.counter);
///         self.enabled = source.enabled;
///         Ok(())
///     }
/// }
///
/// bql::start_test();
/// let mut device = Device { counter: 10.into(), enabled: true };
/// let saved = device.to_migration_state()?;
/// assert_eq!(*saved, DeviceMigration { counter: 10, enabled: true });
///
/// device.counter.set(0);
/// device.enabled = false;
/// device.restore_migrated_state_mut(*saved, 1)?;
/// assert_eq!((device.counter.get(), device.enabled), (10, true));
/// # Ok::<(), InvalidError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how its state migrates",
    label = "not `ToMigrationState`",
    note = "derive it: `#[derive(ToMigrationState)]` on `{Self}`",
    note = "a field that does not migrate says so: `#[migration_state(omit = \"why\")]`; one that travels as another type says \
            `into(T)` or `try_into(T)`; one that is its own shadow says `clone`"
)]
pub trait ToMigrationState {
    /// The shadow.
    type Migrated: Blank + VMState + 'static;

    /// What the engine may rely on.
    #[doc(hidden)]
    const CONDUCT: Conduct = Conduct::UNKNOWN;

    /// Copies the migrated state into a shadow.
    ///
    /// # Errors
    ///
    /// If the state cannot be saved: a lock is poisoned, a cell is borrowed, or a conversion failed.
    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError>;

    /// Takes the state of a shadow over.
    ///
    /// `version_id` is the version of the section, for a registered device; for a type nested in another it is the type's own,
    /// as nested versions are not in a stream.
    ///
    /// # Errors
    ///
    /// If the device does not take the state. It may then be half changed; whoever called puts a snapshot back.
    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError>;

    /// As [`restore_migrated_state_mut`](Self::restore_migrated_state_mut), without moving the shadow, which may be too large for
    /// the stack. What is left in it is valid, and anything.
    #[doc(hidden)]
    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.restore_migrated_state_mut(taken(source), version_id)
    }

    /// Looks whether the device will take the state, and changes nothing.
    ///
    /// It is called after everything was read and before anything is changed, and before saving.
    ///
    /// # Errors
    ///
    /// If the device would refuse the state.
    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        let _ = (source, version_id);
        Ok(())
    }

    /// A new shadow with the device's state.
    ///
    /// # Errors
    ///
    /// As [`snapshot_migration_state`](Self::snapshot_migration_state).
    fn to_migration_state(&self) -> Result<Box<Self::Migrated>, InvalidError> {
        let mut migrated = Self::Migrated::blank_in_box();
        self.snapshot_migration_state(&mut migrated)?;
        Ok(migrated)
    }
}

/// A type that takes its state over through a shared reference: what lies behind a lock or in a cell.
///
/// ```
/// use std::sync::Mutex;
/// use migration::ToMigrationStateShared;
///
/// let value = Mutex::new(42);
/// value.restore_migrated_state(100, 1)?;
/// assert_eq!(*value.lock().unwrap(), 100);
/// # Ok::<(), migration::InvalidError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded through a shared reference",
    label = "not behind a lock or in a cell",
    note = "put it behind a lock, `Mutex<{Self}>` or `BqlRefCell<{Self}>`; or load it through `&mut` with `load_state_mut`"
)]
pub trait ToMigrationStateShared: ToMigrationState {
    /// Takes the state of a shadow over, as [`ToMigrationState::restore_migrated_state_mut`] does.
    ///
    /// # Errors
    ///
    /// As there; and if the lock is poisoned or the cell is borrowed.
    fn restore_migrated_state(&self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError>;

    /// As [`restore_migrated_state`](Self::restore_migrated_state), without moving the shadow. What is left in it is valid, and
    /// anything.
    #[doc(hidden)]
    fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.restore_migrated_state(taken(source), version_id)
    }
}

/// Takes a value out of a shadow, in which a blank one stays.
#[doc(hidden)]
pub fn taken<M: Blank>(place: &mut M) -> M {
    core::mem::replace(place, M::blank())
}

/// The version that a nested shadow is told: its own; or the outer one's, where the type has no table.
#[doc(hidden)]
pub fn nested_version_id<M: VMState>(outer: u8) -> u8 {
    // SAFETY: an entry's table is null or lives forever.
    match unsafe { M::BASE.vmsd.as_ref() } {
        Some(description) => description.version_id as u8,
        None => outer,
    }
}
