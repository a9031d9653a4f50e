//! State that is made up for the migration alone.

use core::{
    ffi::{c_int, c_void},
    mem::size_of,
    ptr,
    sync::atomic::AtomicU8,
};

use crate::{
    bindings::{JSONWriter, QEMUFile, VMStateField, VMStateFlags, VMStateInfo, Zeroable},
    error::InvalidError,
    report,
    state::{by_reference, Conduct, ToMigrationState},
    vmstate::{Blank, VMState, WireLen},
};

/// The kind's name. Its address tells this kind from one of the same name: so it is neither a literal, of which there may be
/// several, nor constant, as of constants with the same bytes the linker may make one.
static NAME: [AtomicU8; 4] = [AtomicU8::new(b't'), AtomicU8::new(b'm'), AtomicU8::new(b'p'), AtomicU8::new(0)];

/// Whether the kind is that of a [`Tmp`].
#[cfg(feature = "stream")]
pub(crate) fn is_tmp(info: &VMStateInfo) -> bool {
    ptr::eq(info.name, (&raw const NAME).cast())
}

/// A struct that travels as QEMU's kind `tmp`: state that is made up for the migration alone.
///
/// On the wire it is what `T` is. A self-description shows it in another way, and it loads at the version of the *field*,
/// 0 where the table says nothing, not at its own. So the table of `T` has the minimum version 0.
///
/// ```
/// use migration::{kinds::Tmp, load_state_mut, save_state, ToMigrationState};
///
/// #[derive(Clone, Default, ToMigrationState)]
/// #[migration_state(version_id = 0)]
/// struct Times {
///     elapsed: u16,
/// }
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "counter")]
/// struct Counter {
///     times: Tmp<Times>,
/// }
///
/// let mut counter = Counter { times: Tmp(Times { elapsed: 0x102 }) };
/// assert_eq!(save_state(&counter)?, [1, 2]);
/// load_state_mut(&mut counter, &[3, 4], 1)?;
/// assert_eq!(counter.times.0.elapsed, 0x304);
/// # Ok::<(), migration::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct Tmp<T>(pub T);

impl<T> From<T> for Tmp<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: VMState> Tmp<T> {
    const INFO: VMStateInfo =
        VMStateInfo { name: (&raw const NAME).cast(), get: Some(Self::get), put: Some(Self::put) };

    /// The entry of the struct.
    const STRUCT: VMStateField = {
        let entry = T::BASE;
        assert!(
            entry.flags.intersects(VMStateFlags::VMS_STRUCT) && !entry.is_many() && !entry.is_indirect(),
            "`Tmp` holds one struct with a table"
        );
        assert!(entry.offset == 0, "the struct in a `Tmp` is all there is in it");
        // SAFETY: the table of a struct's entry is there forever.
        let table = unsafe { &*entry.vmsd };
        assert!(
            table.minimum_version_id == 0,
            "a `Tmp` loads at the version of its field, which is 0 where nothing is said: the struct needs `version_id = 0`"
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
        // SAFETY: the entry stands for a value of this type, which the table describes; file and writer are the walker's.
        let status = unsafe { report::save_state(file, Self::STRUCT.vmsd, value, description) };
        // SAFETY: as above.
        unsafe { report::put_status(file, field, status) }
    }

    unsafe extern "C" fn get(
        file: *mut QEMUFile,
        value: *mut c_void,
        _size: usize,
        field: *const VMStateField,
    ) -> c_int {
        // SAFETY: whoever walks the table hands the field over.
        let version_id = unsafe { (*field).version_id };
        // SAFETY: the entry stands for a value of this type, which the table describes; the file is the walker's.
        unsafe { report::load_state(file, Self::STRUCT.vmsd, value, version_id) }
    }
}

// SAFETY: the kind runs the table of `T` on a `T`.
unsafe impl<T: VMState> VMState for Tmp<T> {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: const { &Self::INFO },
        // The engine finds here what a load can change; so does a dump of the tables.
        vmsd: Self::STRUCT.vmsd,
        flags: VMStateFlags::VMS_SINGLE,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = T::WIRE_LEN;
    const IN_CELLS: bool = T::IN_CELLS;
    const FOLLOWS_POINTERS: bool = T::FOLLOWS_POINTERS;
    const RUNS_CODE: bool = T::RUNS_CODE;
}

impl<T: Blank> Blank for Tmp<T> {
    fn blank() -> Self {
        Self(T::blank())
    }
}

impl<T: ToMigrationState> ToMigrationState for Tmp<T> {
    type Migrated = Tmp<T::Migrated>;
    const CONDUCT: Conduct = T::CONDUCT;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        self.0.snapshot_migration_state(&mut target.0)
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.0.restore_from(&mut source.0, version_id)
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        self.0.check_migrated_state(&source.0, version_id)
    }
}
