//! Bytes of the wire that stand for nothing.

use crate::{
    bindings::{vmstate_info_unused_buffer, VMStateField, VMStateFlags, Zeroable},
    error::InvalidError,
    state::{Conduct, ToMigrationState},
    vmstate::{Blank, VMState, WireLen},
};

/// `N` bytes on the wire that nothing in the struct stands for: written as zeros, dropped when read.
///
/// It keeps the place of a field that has gone. It takes no memory.
///
/// ```
/// use migration::{save_state, ToMigrationState, Unused};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "old-device")]
/// struct OldDevice {
///     removed: Unused<3>,
///     status: u8,
/// }
///
/// assert_eq!(save_state(&OldDevice { removed: Unused, status: 7 })?, [0, 0, 0, 7]);
/// # Ok::<(), migration::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unused<const N: usize>;

// SAFETY: the kind reads and writes no memory, whatever the address.
unsafe impl<const N: usize> VMState for Unused<N> {
    const BASE: VMStateField = VMStateField {
        size: N,
        info: &raw const vmstate_info_unused_buffer,
        flags: VMStateFlags::VMS_BUFFER,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = WireLen::of(N);
    // Nothing is loaded, so all of it lies in a cell.
    const IN_CELLS: bool = true;
    const FOLLOWS_POINTERS: bool = false;
    const RUNS_CODE: bool = false;
}

impl<const N: usize> Blank for Unused<N> {
    fn blank() -> Self {
        Self
    }
}

impl<const N: usize> ToMigrationState for Unused<N> {
    type Migrated = Self;
    const CONDUCT: Conduct = Conduct::PLAIN;

    fn snapshot_migration_state(&self, _target: &mut Self) -> Result<(), InvalidError> {
        Ok(())
    }

    fn restore_migrated_state_mut(&mut self, _source: Self, _version_id: u8) -> Result<(), InvalidError> {
        Ok(())
    }
}
