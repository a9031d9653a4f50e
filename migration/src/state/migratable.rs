//! A value behind a lock as a field of a table.

use core::{
    ffi::{c_int, c_void},
    fmt,
    mem::size_of,
    ops::{Deref, DerefMut},
    ptr,
    sync::atomic::AtomicU8,
};

use super::{
    by_reference, by_shared_reference, comparison,
    kept::{Keeping, Moment},
    nested_version_id,
    restoring::put_back,
    scratch::Scratch,
    Conduct, ToMigrationState, ToMigrationStateShared, Transaction,
};
use crate::{
    bindings::{
        json_writer_end_object, json_writer_start_object, qemu_file_get_error, JSONWriter, QEMUFile, VMStateField,
        VMStateFlags, VMStateInfo, Zeroable,
    },
    callback,
    error::InvalidError,
    report,
    vmstate::{loading_shadow, not_loading_shadow, VMState, WireLen},
};

/// The kind's name in the self-description, where the field looks like a plain struct.
///
/// Its address tells the kind apart: so it is neither a literal, of which each crate may have a copy, nor constant, as of
/// constants with the same bytes the linker may make one.
static INFO_NAME: [AtomicU8; 7] = {
    const fn letter(letter: u8) -> AtomicU8 {
        AtomicU8::new(letter)
    }
    [letter(b's'), letter(b't'), letter(b'r'), letter(b'u'), letter(b'c'), letter(b't'), letter(0)]
};

/// Whether the kind is that of a [`Migratable`].
#[cfg(feature = "stream")]
pub(crate) fn is_migratable(info: &VMStateInfo) -> bool {
    ptr::eq(info.name, (&raw const INFO_NAME).cast())
}

/// Carries a value behind a lock, or in a cell, through a migration.
///
/// It is used like the value itself, to which it dereferences. As a field of a table it takes a snapshot while saving, and puts
/// the received state back, as a whole or not at all, while loading; the lock is held just while the value is copied. It adds
/// nothing to the wire and nothing to the self-description. Of an array of them, the self-description has the first one, as of every
/// kind that is not QEMU's own struct: a reader that goes by it wants states of one length.
///
/// ```
/// use std::sync::Mutex;
/// use migration::{load_state, save_state, vmstate_fields, vmstate_of, Migratable, ToMigrationState};
/// use migration::{Describe, VMStateDescription, VMStateDescriptionBuilder};
///
/// #[derive(Default, ToMigrationState)]
/// struct DeviceRegs {
///     status: u32,
///     enabled: bool,
/// }
///
/// #[derive(Default)]
/// struct Device {
///     registers: Migratable<Mutex<DeviceRegs>>,
/// }
///
/// impl Describe for Device {
///     const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
///         .name(c"device")
///         .version_id(1)
///         .minimum_version_id(1)
///         .fields(vmstate_fields! { vmstate_of!(Device, registers) })
///         .build();
/// }
///
/// let device = Device::default();
/// device.registers.lock().unwrap().status = 0x102;
/// let saved = save_state(&device)?;
/// assert_eq!(saved, [0, 0, 1, 2, 0]);
///
/// let other = Device::default();
/// load_state(&other, &saved, 1)?;
/// assert_eq!(other.registers.lock().unwrap().status, 0x102);
/// # Ok::<(), migration::Error>(())
/// ```
///
/// A value that is not behind a lock does not fit:
///
/// ```compile_fail,E0277
/// use migration::{Migratable, VMState};
///
/// fn field<T: VMState>() {}
/// field::<Migratable<u32>>();
/// ```
#[repr(transparent)]
#[derive(Default)]
pub struct Migratable<T> {
    runtime_state: T,
}

impl<T> Migratable<T> {
    /// Wraps the value.
    pub const fn new(runtime_state: T) -> Self {
        Self { runtime_state }
    }

    /// The value, unwrapped.
    pub fn into_inner(self) -> T {
        self.runtime_state
    }
}

impl<T> From<T> for Migratable<T> {
    fn from(runtime_state: T) -> Self {
        Self::new(runtime_state)
    }
}

impl<T> Deref for Migratable<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.runtime_state
    }
}

impl<T> DerefMut for Migratable<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.runtime_state
    }
}

/// Shows the runtime state. There is no shadow to show: it lives only while a migration runs through here.
impl<T: fmt::Debug> fmt::Debug for Migratable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migratable").field("runtime_state", &self.runtime_state).finish()
    }
}

impl<T: ToMigrationState> ToMigrationState for Migratable<T> {
    type Migrated = T::Migrated;
    const CONDUCT: Conduct = T::CONDUCT;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        self.runtime_state.snapshot_migration_state(target)
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.runtime_state.restore_from(source, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.runtime_state.check_migrated_state(source, version_id)
    }
}

impl<T: ToMigrationStateShared> ToMigrationStateShared for Migratable<T> {
    by_shared_reference!();

    fn restore_shared_from(&self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.runtime_state.restore_shared_from(source, version_id)
    }
}

impl<T: ToMigrationStateShared> Migratable<T> {
    const INFO: VMStateInfo =
        VMStateInfo { name: (&raw const INFO_NAME).cast(), get: Some(Self::get), put: Some(Self::put) };

    /// The shadow's entry: all elements of it travel, whatever its shape.
    const SHADOW: VMStateField = {
        let entry = <T::Migrated as VMState>::BASE;
        assert!(
            entry.flags.intersects(VMStateFlags::VMS_STRUCT),
            "`Migratable` carries one struct with a table: derive `ToMigrationState` for what is in the lock"
        );
        assert!(
            !entry.is_many() && !entry.is_indirect(),
            "`Migratable` carries one struct: for an array use an array of `Migratable`, or put the array into a derived struct"
        );
        entry
    };

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        value: *mut c_void,
        _size: usize,
        field: *const VMStateField,
        description: *mut JSONWriter,
    ) -> c_int {
        // SAFETY: the entry stands for a value of this type, and saving changes nothing.
        let this = unsafe { &*value.cast::<Self>() };
        let mut status = 0;
        let prepared = callback::run(|| {
            let version_id = nested_version_id::<T::Migrated>(0);
            let mut shadow = Scratch::of(this)?;
            if !T::CONDUCT.checks_nothing {
                this.check_migrated_state(&shadow, version_id)?;
            }
            let describes = !description.is_null();
            if describes {
                // SAFETY: the name is a C string, and the writer is the walker's.
                unsafe { json_writer_start_object(description, c"struct".as_ptr()) };
            }
            // SAFETY: the table is the shadow's, and the shadow is exclusively ours.
            status = not_loading_shadow(|| unsafe {
                report::save_state(file, Self::SHADOW.vmsd, (&raw mut *shadow).cast(), description)
            });
            if describes {
                // SAFETY: the object was started above.
                unsafe { json_writer_end_object(description) };
            }
            Ok::<(), InvalidError>(())
        });
        // SAFETY: the file is the walker's.
        unsafe { report::put_status(file, field, if prepared == 0 { status } else { prepared }) }
    }

    unsafe extern "C" fn get(
        file: *mut QEMUFile,
        value: *mut c_void,
        _size: usize,
        _field: *const VMStateField,
    ) -> c_int {
        // SAFETY: the entry stands for a value of this type; it is changed through its lock only.
        let this = unsafe { &*value.cast::<Self>() };
        if file.is_null() {
            return callback::run(|| this.leave_way_back());
        }
        let mut status = 0;
        let outcome = callback::run(|| {
            let version_id = nested_version_id::<T::Migrated>(0);
            let mut shadow = Scratch::of(this)?;
            let inside = Transaction::open();
            // SAFETY: the table is the shadow's, and the shadow is exclusively ours.
            status = loading_shadow(|| unsafe {
                report::load_state(file, Self::SHADOW.vmsd, (&raw mut *shadow).cast(), c_int::from(version_id))
            });
            // A note that is left inside leads into the shadow, which does not stay.
            drop(inside);
            if status == 0 {
                // To the C core a stream that ends where a subsection may stand has none.
                // SAFETY: the file is the walker's.
                status = unsafe { qemu_file_get_error(file) };
            }
            if status != 0 {
                return Ok(());
            }
            this.check_migrated_state(&shadow, version_id)?;
            let undo = this.commit(&mut shadow, version_id)?;
            // SAFETY: the value is borrowed by the load that calls, which follows or drops its notes before it returns the
            // borrow.
            unsafe { Transaction::on_failure(undo) };
            Ok::<(), InvalidError>(())
        });
        if outcome == 0 {
            status
        } else {
            outcome
        }
    }
}

impl<T: ToMigrationStateShared> Migratable<T> {
    /// Leaves a note how to return to what it has now: what the engine asks for when it calls without a file. Where nothing has
    /// changed, nothing is restored.
    fn leave_way_back(&self) -> Result<(), InvalidError> {
        let moment = Moment::now();
        let own_version = nested_version_id::<T::Migrated>(0);
        let mut before = callback::catch(|| Scratch::of(self))?;
        let undo = move || {
            // What no snapshot has may have changed only where a container was replaced, and then its old value is kept.
            if Moment::now() == moment && self.is_as(&mut before) {
                return Ok(());
            }
            put_back(moment, || self.restore_shared_from(&mut before, own_version))
        };
        // SAFETY: as for the note that a load leaves.
        unsafe { Transaction::on_failure(undo) };
        Ok(())
    }

    /// Whether the value would be saved now as this shadow is.
    fn is_as(&self, before: &mut T::Migrated) -> bool {
        let Ok(mut now) = callback::catch(|| Scratch::of(self)) else { return false };
        // SAFETY: the table is the shadows', and both are exclusively ours.
        unsafe { comparison::is_same(Self::SHADOW.vmsd, ptr::from_mut(before).cast(), (&raw mut *now).cast()) }
    }

    fn commit(
        &self,
        shadow: &mut T::Migrated,
        version_id: u8,
    ) -> Result<impl FnOnce() -> Result<(), InvalidError> + use<'_, T>, InvalidError> {
        commit(&self.runtime_state, shadow, version_id)
    }
}

/// How to return to what the device has now.
fn way_back<T: ToMigrationStateShared>(
    device: &T,
    own_version: u8,
) -> Result<impl FnOnce() -> Result<(), InvalidError> + '_, InvalidError> {
    let moment = Moment::now();
    let mut before = callback::catch(|| Scratch::of(device))?;
    Ok(move || put_back(moment, || device.restore_shared_from(&mut before, own_version)))
}

/// Puts a state in place, and says how to return; where the device refuses, it returns at once.
pub(crate) fn commit<'d, T: ToMigrationStateShared>(
    device: &'d T,
    shadow: &mut T::Migrated,
    version_id: u8,
) -> Result<impl FnOnce() -> Result<(), InvalidError> + use<'d, T>, InvalidError> {
    // Where no engine of ours is at work, this is all of the load.
    let _kept = Keeping::begin();
    let undo = way_back(device, nested_version_id::<T::Migrated>(version_id))?;
    match callback::catch(|| device.restore_shared_from(shadow, version_id)) {
        Ok(()) => Ok(undo),
        Err(refused) => match undo() {
            Ok(()) => Err(refused),
            Err(stuck) => Err(refused.and_then_failed(&stuck)),
        },
    }
}

// SAFETY: the kind's own functions read and write the value through its lock alone, and through a shared reference.
unsafe impl<T: ToMigrationStateShared> VMState for Migratable<T> {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: const { &Self::INFO },
        // Read by nobody while saving or loading; a dump of the tables finds the shadow here.
        vmsd: Self::SHADOW.vmsd,
        flags: VMStateFlags::VMS_SINGLE,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = <T::Migrated as VMState>::WIRE_LEN;
    const IN_CELLS: bool = true;
    // The value is its lock's business, and is reached by device code alone.
    const FOLLOWS_POINTERS: bool = false;
}
