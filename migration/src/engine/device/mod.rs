//! One device: in place by its own table, or through its shadow.

mod in_place;
mod shadowed;

use super::{
    file::File,
    journal::Noted,
    json::JsonWriter,
    plan::{Plan, Short},
};
use crate::{bindings::VMStateDescription, error::Error};

/// How a type migrates: by a table of its own. See [`Device`].
#[derive(Debug)]
pub enum InPlace {}

/// How a type migrates: by the table of its shadow. See [`Device`].
#[derive(Debug)]
pub enum Shadowed {}

pub(crate) mod sealed {
    use super::{Error, File, JsonWriter, Short, VMStateDescription};

    /// What the engine does with any device.
    pub trait Save<How> {
        const MAX_WIRE_LEN: Option<usize>;
        fn description() -> &'static VMStateDescription;
        fn save(&self, file: &mut File<'_>, json: Option<&mut JsonWriter>) -> Result<(), Error>;
        /// Saves a device by itself, if there is a shorter way.
        fn save_bare(&self, output: &mut Vec<u8>) -> Result<(), Short>;
    }

    pub trait LoadMut<How>: Save<How> {
        fn load_mut(&mut self, file: &mut File<'_>, version_id: u8) -> Result<(), Error>;
        /// Loads a device by itself, if there is a shorter way. False if there is none; nothing has changed then.
        fn load_bare_mut(&mut self, input: &[u8], version_id: u8) -> Result<bool, Error>;
    }

    pub trait LoadShared<How>: Save<How> {
        /// Fails to compile for a type that must not be loaded like this, with the instance that needs it in the message.
        const CHECK: ();

        /// Reads and checks everything. A device with a shadow is not changed before the load is committed; one without is,
        /// and the load that is returned can undo it.
        fn begin<'d>(&'d self, file: &mut File<'_>, version_id: u8) -> Result<Box<dyn super::PendingLoad + 'd>, Error>;
        /// As [`LoadMut::load_bare_mut`].
        fn load_bare(&self, input: &[u8], version_id: u8) -> Result<bool, Error>;
    }
}

/// A device that can be saved: it has a table of its own ([`Describe`](crate::Describe)), or its shadow has
/// ([`ToMigrationState`](trait@crate::ToMigrationState)). `How` says which, and is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be saved as a device",
    label = "neither has a table with a name nor a shadow with one",
    note = "derive it, or what is in its lock, with a name: `#[derive(ToMigrationState)]` and \
            `#[migration_state(name = \"...\")]`; or write its table: `impl Describe for {Self}`",
    note = "where it is derived with a name already, one of its fields does not migrate: the error there comes first",
    note = "a struct around the state is no device by itself: pass its field, as in `&uart.registers`"
)]
pub trait Device<How>: sealed::Save<How> {}
impl<T: sealed::Save<How> + ?Sized, How> Device<How> for T {}

/// A [`Device`] that can be loaded through an exclusive reference: every device.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as a device",
    label = "neither has a table with a name nor a shadow with one",
    note = "derive it, or what is in its lock, with a name: `#[derive(ToMigrationState)]` and \
            `#[migration_state(name = \"...\")]`; or write its table: `impl Describe for {Self}`",
    note = "where it is derived with a name already, one of its fields does not migrate: the error there comes first",
    note = "a struct around the state is no device by itself: pass its field, as in `&mut uart.registers`"
)]
pub trait DeviceMut<How>: sealed::LoadMut<How> {}
impl<T: sealed::LoadMut<How>, How> DeviceMut<How> for T {}

/// A [`Device`] that can be loaded through a shared reference: it is behind a lock or in a cell
/// ([`ToMigrationStateShared`](crate::ToMigrationStateShared)), or each field of its table is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded through a shared reference, as the devices of a machine are",
    label = "it needs a name, and a lock or cells",
    note = "the name stands at the derive, also of what is in a lock: `#[migration_state(name = \"...\")]`, or \
            `#[vmstate(name = \"...\")]` of a `#[derive(VMState)]`",
    note = "where it has a name and a lock, one of its fields does not migrate: the error there comes first",
    note = "a derived struct `Foo` goes behind a lock: `Mutex<Foo>`, `Migratable<Mutex<Foo>>` or `BqlRefCell<Foo>`",
    note = "a struct around the state is no device by itself: pass its field, as in `&uart.registers`, or `impl Describe` for it",
    note = "through an exclusive reference, `load_state_mut` loads every device"
)]
pub trait DeviceShared<How>: sealed::LoadShared<How> {}
impl<T: sealed::LoadShared<How>, How> DeviceShared<How> for T {}

/// A load that was read and checked.
pub trait PendingLoad {
    /// Makes the new state the device's; where the device refuses, the old state is back.
    fn commit(&mut self) -> Result<(), Error>;
    /// Returns to the state before the load, committed or not.
    fn undo(&mut self) -> Result<(), Error>;
    /// Says that an earlier load of the same device will be undone after this one, so that what restores the device as a whole
    /// need not be kept twice.
    fn rely_on_earlier(&mut self);
    /// What is noted, so that a later load of the same device need not note it again. It is undone before this one.
    fn hand_over(&mut self) -> Noted {
        Noted::default()
    }
}

/// The plan of a device's table.
fn plan<T: sealed::Save<How>, How>() -> &'static Plan {
    // SAFETY: a type's table is a constant.
    unsafe { Plan::of(T::description()) }
}
