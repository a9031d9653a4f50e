//! The lock, and how often the calling thread holds it.

use std::cell::Cell;
use std::marker::PhantomData;
use std::mem::needs_drop;

#[cfg(not(feature = "qemu"))]
mod own;
#[cfg(not(feature = "qemu"))]
use own as platform;
#[cfg(feature = "qemu")]
mod qemu;
#[cfg(feature = "qemu")]
use qemu as platform;

pub use platform::start_test;
pub(super) use platform::{block_unlock, unblock_unlock};

/// The calling thread's part in the lock.
struct Holds {
    count: Cell<usize>,
    /// Without a destructor, so that the lock outlives the destructors of all thread-local values:
    /// one of them may be a borrow.
    locked: platform::Locked,
}

const _: () = assert!(!needs_drop::<Holds>(), "the lock outlives all destructors");

thread_local! {
    static HOLDS: Holds = const {
        Holds { count: Cell::new(0), locked: platform::Locked::new() }
    };
}

impl Holds {
    #[inline]
    fn is_locked(&self) -> bool {
        platform::is_locked(self.count.get())
    }

    #[inline]
    fn add(&self) -> BqlGuard {
        let count = self.count.get().checked_add(1);
        // Leaked holds can reach the maximum where `usize` is small; wrapping would release a lock
        // in use.
        self.count.set(count.expect("too many leaked holds of the big lock"));
        BqlGuard { not_send: PhantomData }
    }

    #[inline]
    fn remove(&self) {
        // Where thread-local values always have destructors, a guard dropped late in a thread's end
        // can meet a fresh count of zero. The old count is lost then, and the lock stays held for
        // ever.
        let Some(count) = self.count.get().checked_sub(1) else {
            return;
        };
        self.count.set(count);
        if count == 0 {
            self.locked.release();
        }
    }
}

/// Holds the big lock for the thread that took it, until dropped.
///
/// Dropping it releases the lock if this was the thread's last hold; see the
/// [module's text](super#how-long-the-lock-is-held).
///
/// ```
/// use migration::bql;
///
/// let outer = bql::lock();
/// let inner = bql::lock();
/// drop(outer);
/// assert!(bql::is_locked());
/// drop(inner);
/// assert!(!bql::is_locked());
/// ```
///
/// It stays in its thread:
///
/// ```compile_fail,E0277
/// let guard = migration::bql::lock();
/// std::thread::spawn(move || drop(guard));
/// ```
#[derive(Debug)]
#[must_use = "the lock is released when the guard is dropped"]
pub struct BqlGuard {
    not_send: PhantomData<*const ()>,
}

impl Drop for BqlGuard {
    #[inline]
    fn drop(&mut self) {
        // On error the thread's count is gone already; a lock that cannot be counted stays held.
        let _ = HOLDS.try_with(Holds::remove);
    }
}

/// Takes the big lock for the calling thread, waiting until no other thread holds it.
///
/// A thread that holds it already just holds it once more.
///
/// ```
/// use migration::bql::{self, BqlCell};
///
/// let register = BqlCell::new(0_u32);
/// let guard = bql::lock();
/// register.set(1);
/// drop(guard);
/// assert!(!bql::is_locked());
/// ```
///
/// # Panics
///
/// When the calling thread has leaked [`usize::MAX`] holds. On targets without native thread-local
/// storage also while the thread's values are being destroyed.
#[inline]
pub fn lock() -> BqlGuard {
    HOLDS.with(|holds| {
        if !holds.is_locked() {
            holds.locked.wait();
        }
        holds.add()
    })
}

/// One more hold of a thread that has one.
///
/// # Panics
///
/// When the calling thread does not hold the lock.
#[track_caller]
pub(super) fn hold_again() -> BqlGuard {
    // Outside the closure, which would hide the caller's place in the message.
    assert_locked();
    HOLDS.with(Holds::add)
}

/// # Panics
///
/// When the calling thread does not hold the lock.
#[inline]
#[track_caller]
pub(super) fn assert_locked() {
    assert!(is_locked(), "the big lock is not held by this thread; take it with `bql::lock()`");
}

/// Whether the calling thread holds the big lock. Costs one read of a thread-local value.
///
/// ```
/// use migration::bql;
///
/// assert!(!bql::is_locked());
/// let _guard = bql::lock();
/// assert!(bql::is_locked());
/// # std::thread::spawn(|| assert!(!bql::is_locked())).join().unwrap();
/// ```
#[inline]
pub fn is_locked() -> bool {
    HOLDS.try_with(Holds::is_locked).unwrap_or(false)
}
