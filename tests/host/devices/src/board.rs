//! Devices as C code has them: structs with a table.

use std::{ffi::CStr, fmt::Debug, sync::Mutex};

use migration::{
    vmstate_fields_ref, vmstate_of, Describe, Migratable, ToMigrationState, VMState, VMStateDescription,
    VMStateDescriptionBuilder,
};

use crate::random::{Any, Random};

/// A device with a table of its own.
pub trait Model: Describe + Debug + Any + 'static {}

impl<T: Describe + Debug + Any + 'static> Model for T {}

/// State that lives behind a lock.
pub trait Emulated: ToMigrationState<Migrated: VMState> + Debug + Any + 'static {
    /// The device's name.
    const NAME: &'static CStr;
}

/// A device as QEMU's object model has it: the state behind a lock is one of its fields.
#[derive(Debug)]
pub struct Board<T> {
    state: Migratable<Mutex<T>>,
}

impl<T: Emulated> Describe for Board<T> {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(T::NAME)
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields_ref! { vmstate_of!(Board<T>, state) })
        .build();
}

impl<T: Emulated> Any for Board<T> {
    fn any(random: &mut Random) -> Self {
        Self { state: Migratable::new(Mutex::new(T::any(random))) }
    }
}
