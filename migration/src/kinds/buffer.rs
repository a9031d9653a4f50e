//! Raw bytes as one value.

use core::ops::{Deref, DerefMut};

use crate::{
    bindings::{vmstate_info_buffer, VMStateField, VMStateFlags, Zeroable},
    error::InvalidError,
    state::{by_reference, Conduct, ToMigrationState},
    vmstate::{Blank, VMState, WireLen},
};

/// `N` raw bytes, which a self-description shows as one value of kind `buffer`.
///
/// On the wire it is what `[u8; N]` is; that is described as `N` numbers.
///
/// ```
/// use migration::{save_state, Buffer, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "clock")]
/// struct Clock {
///     #[migration_state(into(Buffer<4>))]
///     memory: [u8; 4],
/// }
///
/// assert_eq!(save_state(&Clock { memory: *b"cmos" })?, *b"cmos");
/// # Ok::<(), migration::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Buffer<const N: usize>(pub [u8; N]);

// SAFETY: the kind reads and writes just `N` bytes, and each value of them is valid.
unsafe impl<const N: usize> VMState for Buffer<N> {
    const BASE: VMStateField = VMStateField {
        size: N,
        info: &raw const vmstate_info_buffer,
        flags: VMStateFlags::VMS_BUFFER,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = WireLen::of(N);
    const FOLLOWS_POINTERS: bool = false;
    const RUNS_CODE: bool = false;
}

impl<const N: usize> Blank for Buffer<N> {
    fn blank() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> Default for Buffer<N> {
    fn default() -> Self {
        Self::blank()
    }
}

impl<const N: usize> ToMigrationState for Buffer<N> {
    type Migrated = Self;
    const CONDUCT: Conduct = Conduct::PLAIN;

    fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
        target.0.copy_from_slice(&self.0);
        Ok(())
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self, _version_id: u8) -> Result<(), InvalidError> {
        self.0.copy_from_slice(&source.0);
        Ok(())
    }
}

impl<const N: usize> From<[u8; N]> for Buffer<N> {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes)
    }
}

impl<const N: usize> From<Buffer<N>> for [u8; N] {
    fn from(buffer: Buffer<N>) -> Self {
        buffer.0
    }
}

impl<const N: usize> Deref for Buffer<N> {
    type Target = [u8; N];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<const N: usize> DerefMut for Buffer<N> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
