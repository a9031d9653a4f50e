//! When a timer goes off.

use core::{
    ffi::{c_int, c_void},
    mem::size_of,
};

use super::own_shadow;
use crate::{
    bindings::{
        qemu_file_get_error, qemu_get_be64, qemu_put_be64, JSONWriter, QEMUFile, VMStateField, VMStateFlags,
        VMStateInfo, Zeroable,
    },
    vmstate::{Blank, VMState, WireLen},
};

/// When a timer goes off, in nanoseconds of its clock; or that it does not run.
///
/// On the wire it is a 64-bit number, all ones for a timer that does not run. Any other negative number loads as 0, as in
/// QEMU.
///
/// ```
/// use migration::{load_state_mut, save_state, Timer, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "watchdog")]
/// struct Watchdog {
///     bite: Timer,
/// }
///
/// let mut watchdog = Watchdog { bite: Timer::at(0x102) };
/// assert_eq!(save_state(&watchdog)?, [0, 0, 0, 0, 0, 0, 1, 2]);
/// load_state_mut(&mut watchdog, &[0xff; 8], 1)?;
/// assert_eq!(watchdog.bite.expires(), None);
/// # Ok::<(), migration::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Timer {
    wire: i64,
}

const STOPPED: i64 = -1;

impl Timer {
    /// A timer that does not run.
    pub const STOPPED: Self = Self { wire: STOPPED };

    /// A timer that goes off at this time. A time below zero is over, so it is as 0.
    pub const fn at(nanoseconds: i64) -> Self {
        Self { wire: if nanoseconds < 0 { 0 } else { nanoseconds } }
    }

    /// When the timer goes off, if it runs.
    pub const fn expires(self) -> Option<i64> {
        match self.wire {
            STOPPED => None,
            nanoseconds => Some(nanoseconds),
        }
    }
}

impl Default for Timer {
    fn default() -> Self {
        Self::STOPPED
    }
}

impl Blank for Timer {
    fn blank() -> Self {
        Self::STOPPED
    }
}

own_shadow!(Timer);

/// QEMU's kind of this name works on a timer of QEMU's; this one, on the number.
static INFO: VMStateInfo = {
    unsafe extern "C" fn get(file: *mut QEMUFile, value: *mut c_void, _: usize, _: *const VMStateField) -> c_int {
        // SAFETY: whoever walks the table hands its own file over.
        let wire = unsafe { qemu_get_be64(file) } as i64;
        let timer = if wire == STOPPED { Timer::STOPPED } else { Timer::at(wire) };
        // SAFETY: the entry stands for a value of this type.
        unsafe { value.cast::<Timer>().write(timer) };
        // SAFETY: as above.
        unsafe { qemu_file_get_error(file) }
    }

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        value: *mut c_void,
        _: usize,
        _: *const VMStateField,
        _: *mut JSONWriter,
    ) -> c_int {
        // SAFETY: the entry stands for a value of this type.
        let timer = unsafe { value.cast::<Timer>().read() };
        // SAFETY: whoever walks the table hands its own file over.
        unsafe { qemu_put_be64(file, timer.wire as u64) };
        0
    }

    VMStateInfo { name: c"timer".as_ptr(), get: Some(get), put: Some(put) }
};

// SAFETY: the kind reads and writes just a value of this type.
unsafe impl VMState for Timer {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: &raw const INFO,
        flags: VMStateFlags::VMS_SINGLE,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = WireLen::of(8);
    const FOLLOWS_POINTERS: bool = false;
    const RUNS_CODE: bool = false;
}
