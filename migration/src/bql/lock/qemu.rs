//! QEMU's lock.

use std::cell::Cell;

use crate::bindings::{bql_block_unlock, bql_lock_impl, bql_locked, bql_unlock, rust_bql_mock_lock};

/// Whether it was a hold of this thread that took the lock, and not the C code that has called.
pub(super) struct Locked(Cell<bool>);

impl Locked {
    pub(super) const fn new() -> Self {
        Self(Cell::new(false))
    }

    /// Takes the lock for a thread that does not hold it.
    pub(super) fn wait(&self) {
        // SAFETY: the thread does not hold the lock; the name of the place is a C string.
        unsafe { bql_lock_impl(c"migration".as_ptr(), 0) };
        self.0.set(true);
    }

    pub(super) fn release(&self) {
        // C code may have released the lock under a guard; it does not under a borrow.
        if self.0.replace(false) && is_locked(0) {
            // SAFETY: the thread holds the lock, and nothing that it borrows blocks the release.
            unsafe { bql_unlock() };
        }
    }
}

/// Whether the thread has the lock: QEMU knows, whatever the number of holds.
#[inline]
pub(super) fn is_locked(_holds: usize) -> bool {
    // SAFETY: it only looks.
    unsafe { bql_locked() }
}

/// Makes the release of the lock a fault, for a thread that has it.
pub(in crate::bql) fn block_unlock() {
    // SAFETY: the thread has the lock, and each call is followed by one of `unblock_unlock`.
    unsafe { bql_block_unlock(true) };
}

/// Ends what one call of [`block_unlock`] began.
pub(in crate::bql) fn unblock_unlock() {
    // SAFETY: the lock is held since the call that this one ends.
    unsafe { bql_block_unlock(false) };
}

/// Makes the lock of QEMU's test programs a held one, as QEMU's own crate does. Further calls change nothing.
///
/// It is the first line of a device's unit test, and of nothing else.
#[inline]
pub fn start_test() {
    // SAFETY: a test program has no other thread that takes the lock.
    unsafe { rust_bql_mock_lock() };
}
