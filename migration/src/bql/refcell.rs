//! A cell whose value is borrowed in place.

use std::cell::UnsafeCell;
use std::cmp::Ordering;
use std::fmt;
use std::mem::{self, offset_of};
use std::ptr::NonNull;

use super::borrow::{BorrowError, BorrowFlag, BorrowMutError, BqlRef, BqlRefMut};
use super::lock::is_locked;

/// A value that is borrowed through `&` while the big lock is held, with the borrow rules checked
/// at run time.
///
/// It is std's [`RefCell`](std::cell::RefCell), but can be shared between threads: every borrow
/// checks, in every build, that the calling thread holds the lock, and keeps it held until the
/// borrow ends. The value lies at offset 0, so that a table of fields can address it.
///
/// ```
/// use migration::bql::{self, BqlRefCell};
///
/// #[derive(Default)]
/// struct Uart {
///     received: BqlRefCell<Vec<u8>>,
/// }
///
/// impl Uart {
///     fn receive(&self, byte: u8) {
///         self.received.borrow_mut().push(byte);
///     }
/// }
///
/// bql::start_test();
/// let uart = Uart::default();
/// uart.receive(0x55);
/// assert_eq!(*uart.received.borrow(), [0x55]);
/// ```
///
/// What may not move to another thread may not be shared either:
///
/// ```compile_fail,E0277
/// fn share(_: &impl Sync) {}
/// share(&migration::bql::BqlRefCell::new(std::rc::Rc::new(0)));
/// ```
///
/// # Panics
///
/// All methods that borrow, comparisons and `clone` included, panic when the calling thread does
/// not hold the lock, and those without `try_` when the borrow is refused. `{:?}` shows
/// `<unlocked>` or `<borrowed>` then.
#[repr(C)]
pub struct BqlRefCell<T> {
    value: UnsafeCell<T>,
    flag: BorrowFlag,
}

// SAFETY: flag and value are reached through `&` only by a thread that holds the lock. Each borrow
// stays in its thread and keeps the lock held, so accesses of different threads never overlap and
// each happens after the ones before it. A value may be replaced on one thread and dropped on
// another, which `T: Send` allows; one that is not `Sync` is never reached by two threads at once.
unsafe impl<T: Send> Sync for BqlRefCell<T> {}

impl<T> BqlRefCell<T> {
    /// A cell with this value. Needs no lock.
    pub const fn new(value: T) -> Self {
        const {
            assert!(offset_of!(Self, value) == 0, "tables address the cell as its value");
        };
        Self { value: UnsafeCell::new(value), flag: BorrowFlag::new() }
    }

    /// Borrows the value.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock, or the value is mutably borrowed.
    #[track_caller]
    pub fn borrow(&self) -> BqlRef<'_, T> {
        match self.try_borrow() {
            Ok(borrow) => borrow,
            Err(error) => panic!("cannot borrow the value of a `BqlRefCell`: {error}"),
        }
    }

    /// Borrows the value, unless it is mutably borrowed.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock: that is a bug, not a conflict.
    #[track_caller]
    pub fn try_borrow(&self) -> Result<BqlRef<'_, T>, BorrowError> {
        let borrow = self.flag.share()?;
        Ok(BqlRef::new(self.address(), borrow))
    }

    /// Borrows the value mutably.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock, or the value is borrowed.
    #[track_caller]
    pub fn borrow_mut(&self) -> BqlRefMut<'_, T> {
        match self.try_borrow_mut() {
            Ok(borrow) => borrow,
            Err(error) => panic!("cannot mutably borrow the value of a `BqlRefCell`: {error}"),
        }
    }

    /// Borrows the value mutably, unless it is borrowed.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock: that is a bug, not a conflict.
    #[track_caller]
    pub fn try_borrow_mut(&self) -> Result<BqlRefMut<'_, T>, BorrowMutError> {
        let borrow = self.flag.exclude()?;
        Ok(BqlRefMut::new(self.address(), borrow))
    }

    fn address(&self) -> NonNull<T> {
        NonNull::from(&self.value).cast()
    }

    /// Puts a value in and returns the old one.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock, or the value is borrowed.
    #[track_caller]
    pub fn replace(&self, value: T) -> T {
        mem::replace(&mut *self.borrow_mut(), value)
    }

    /// Puts in what `make` makes of the old value, and returns the old one.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock, or the value is borrowed.
    #[track_caller]
    pub fn replace_with(&self, make: impl FnOnce(&mut T) -> T) -> T {
        let mut value = self.borrow_mut();
        let new = make(&mut *value);
        mem::replace(&mut *value, new)
    }

    /// Exchanges the values of two cells.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock, one of the values is borrowed, or both are
    /// the same cell.
    #[track_caller]
    pub fn swap(&self, other: &Self) {
        mem::swap(&mut *self.borrow_mut(), &mut *other.borrow_mut());
    }

    /// Returns the value and leaves the type's default.
    ///
    /// # Panics
    ///
    /// When the calling thread does not hold the lock, or the value is borrowed.
    #[track_caller]
    pub fn take(&self) -> T
    where
        T: Default,
    {
        self.replace(T::default())
    }

    /// The value, out of the cell. Needs no lock.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }

    /// The value in place. Needs no lock: the cell is not shared, nor borrowed.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// The value's address, which is the cell's. Whoever uses it needs the lock and obeys the live
    /// borrows.
    pub const fn as_ptr(&self) -> *mut T {
        self.value.get()
    }
}

impl<T> From<T> for BqlRefCell<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Default> Default for BqlRefCell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Clone> Clone for BqlRefCell<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Self::new(T::clone(&self.borrow()))
    }
}

impl<T: fmt::Debug> fmt::Debug for BqlRefCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("BqlRefCell");
        if !is_locked() {
            shown.field("value", &format_args!("<unlocked>"));
        } else if let Ok(value) = self.try_borrow() {
            shown.field("value", &value);
        } else {
            shown.field("value", &format_args!("<borrowed>"));
        }
        shown.finish()
    }
}

impl<T: PartialEq> PartialEq for BqlRefCell<T> {
    #[track_caller]
    fn eq(&self, other: &Self) -> bool {
        *self.borrow() == *other.borrow()
    }
}

impl<T: Eq> Eq for BqlRefCell<T> {}

impl<T: PartialOrd> PartialOrd for BqlRefCell<T> {
    #[track_caller]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.borrow().partial_cmp(&*other.borrow())
    }
}

impl<T: Ord> Ord for BqlRefCell<T> {
    #[track_caller]
    fn cmp(&self, other: &Self) -> Ordering {
        self.borrow().cmp(&*other.borrow())
    }
}
