//! A cell whose value is copied in and out.

use std::cell::UnsafeCell;
use std::cmp::Ordering;
use std::fmt;
use std::mem;
use std::ptr;

use super::lock::{assert_locked, is_locked};

/// A place in memory that changes through `&` while the big lock is held.
///
/// It is std's [`Cell`](std::cell::Cell), but can be shared between threads: every access checks,
/// in every build, that the calling thread holds the lock. The layout is that of `T`.
///
/// ```
/// use migration::bql::{self, BqlCell};
///
/// struct Timer {
///     count: BqlCell<u32>,
/// }
///
/// impl Timer {
///     fn tick(&self) -> u32 {
///         self.count.replace(self.count.get() + 1)
///     }
/// }
///
/// bql::start_test();
/// let timer = Timer { count: BqlCell::new(41) };
/// timer.tick();
/// assert_eq!(timer.count, BqlCell::new(42));
/// ```
///
/// What may not move to another thread may not be shared either:
///
/// ```compile_fail,E0277
/// fn share(_: &impl Sync) {}
/// share(&migration::bql::BqlCell::new(std::rc::Rc::new(0)));
/// ```
///
/// # Panics
///
/// All methods that read or change the value through `&`, comparisons and `clone` included, panic
/// when the calling thread does not hold the lock. `{:?}` shows `<unlocked>` then.
#[repr(transparent)]
pub struct BqlCell<T> {
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached through `&` only by a thread that holds the lock, and no reference
// to it leaves a method. So accesses never overlap, and each happens after the ones before it. The
// value may be replaced on one thread and dropped on another, which `T: Send` allows.
unsafe impl<T: Send> Sync for BqlCell<T> {}

impl<T> BqlCell<T> {
    /// A cell with this value. Needs no lock.
    pub const fn new(value: T) -> Self {
        Self { value: UnsafeCell::new(value) }
    }

    /// Puts a value in and drops the old one.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock.
    #[track_caller]
    pub fn set(&self, value: T) {
        drop(self.replace(value));
    }

    /// Puts a value in and returns the old one.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock.
    #[track_caller]
    pub fn replace(&self, value: T) -> T {
        assert_locked();
        // SAFETY: the lock is held, so no other thread is here; on this thread no other reference
        // to the value is live, since none made through `&` leaves a method, and `mem::replace`
        // runs no code of `T`.
        mem::replace(unsafe { &mut *self.value.get() }, value)
    }

    /// Exchanges the values of two cells.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock.
    #[track_caller]
    pub fn swap(&self, other: &Self) {
        assert_locked();
        // SAFETY: both point to valid values, the same one perhaps, which `ptr::swap` allows. The
        // lock is held and no reference to either value is live, as in `replace`.
        unsafe { ptr::swap(self.value.get(), other.value.get()) };
    }

    /// Returns the value and leaves the type's default.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock.
    #[track_caller]
    pub fn take(&self) -> T
    where
        T: Default,
    {
        self.replace(T::default())
    }

    /// A copy of the value.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock.
    #[inline]
    #[track_caller]
    pub fn get(&self) -> T
    where
        T: Copy,
    {
        assert_locked();
        // SAFETY: the lock is held, so nobody writes; the value is always initialised.
        unsafe { *self.value.get() }
    }

    /// The value, out of the cell. Needs no lock.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }

    /// The value in place. Needs no lock: the cell is not shared.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// The value's address. Whoever uses it needs the lock.
    pub const fn as_ptr(&self) -> *mut T {
        self.value.get()
    }
}

impl<T> From<T> for BqlCell<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Default> Default for BqlCell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Copy> Clone for BqlCell<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Self::new(self.get())
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for BqlCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("BqlCell");
        if is_locked() {
            shown.field("value", &self.get());
        } else {
            shown.field("value", &format_args!("<unlocked>"));
        }
        shown.finish()
    }
}

impl<T: Copy + PartialEq> PartialEq for BqlCell<T> {
    #[track_caller]
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Copy + Eq> Eq for BqlCell<T> {}

impl<T: Copy + PartialOrd> PartialOrd for BqlCell<T> {
    #[track_caller]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

impl<T: Copy + Ord> Ord for BqlCell<T> {
    #[track_caller]
    fn cmp(&self, other: &Self) -> Ordering {
        self.get().cmp(&other.get())
    }
}
