//! The lock of programs without QEMU.

use std::cell::{Cell, OnceCell};
use std::mem::ManuallyDrop;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{lock, BqlGuard};

static BIG_LOCK: Mutex<()> = Mutex::new(());

thread_local! {
    static TEST: OnceCell<BqlGuard> = const { OnceCell::new() };
}

/// The lock, exactly while the thread has holds.
pub(super) struct Locked(Cell<Option<ManuallyDrop<MutexGuard<'static, ()>>>>);

impl Locked {
    pub(super) const fn new() -> Self {
        Self(Cell::new(None))
    }

    /// Takes the lock for a thread that does not hold it.
    pub(super) fn wait(&self) {
        let locked = BIG_LOCK.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.set(Some(ManuallyDrop::new(locked)));
    }

    pub(super) fn release(&self) {
        drop(self.0.take().map(ManuallyDrop::into_inner));
    }
}

/// Whether a thread with so many holds has the lock.
#[inline]
pub(super) const fn is_locked(holds: usize) -> bool {
    holds != 0
}

/// Nobody unlocks but the last hold, and a borrow is one.
#[inline]
pub(in crate::bql) const fn block_unlock() {}

#[inline]
pub(in crate::bql) const fn unblock_unlock() {}

/// Takes the big lock for the calling thread until the thread ends. Further calls change nothing.
///
/// It is the first line of a device's unit test. Other threads that want the lock wait until the
/// test's thread has ended: a test that has several threads uses [`lock`].
///
/// ```
/// use migration::bql::{self, BqlCell};
///
/// bql::start_test();
/// let register = BqlCell::new(7_u32);
/// assert_eq!(register.get(), 7);
/// ```
///
/// # Panics
///
/// In the destructors of thread-local values.
pub fn start_test() {
    TEST.with(|test| {
        test.get_or_init(lock);
    });
}
