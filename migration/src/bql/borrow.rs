//! Live borrows of a [`BqlRefCell`](super::BqlRefCell).

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use super::lock::{block_unlock, hold_again, unblock_unlock, BqlGuard};

/// How a cell is borrowed now. Read and written only by threads that hold the lock.
pub(super) struct BorrowFlag {
    /// The number of shared borrows, or [`EXCLUSIVE`].
    state: Cell<usize>,
}

const EXCLUSIVE: usize = usize::MAX;

impl BorrowFlag {
    pub(super) const fn new() -> Self {
        Self { state: Cell::new(0) }
    }

    #[track_caller]
    pub(super) fn share(&self) -> Result<Shared<'_>, BorrowError> {
        let hold = hold_again();
        if self.state.get() == EXCLUSIVE {
            return Err(BorrowError(()));
        }
        // Cannot wrap: each shared borrow is a hold, and the number of holds does not wrap.
        self.state.set(self.state.get() + 1);
        count_borrow();
        Ok(Shared { flag: self, _hold: hold })
    }

    #[track_caller]
    pub(super) fn exclude(&self) -> Result<Exclusive<'_>, BorrowMutError> {
        let hold = hold_again();
        if self.state.get() != 0 {
            return Err(BorrowMutError(()));
        }
        self.state.set(EXCLUSIVE);
        count_borrow();
        Ok(Exclusive { flag: self, _hold: hold })
    }
}

thread_local! {
    static BORROWS: Cell<usize> = const { Cell::new(0) };
}

fn count_borrow() {
    BORROWS.with(|borrows| borrows.set(borrows.get() + 1));
    block_unlock();
}

fn discount_borrow() {
    BORROWS.with(|borrows| borrows.set(borrows.get() - 1));
    unblock_unlock();
}

/// Whether the calling thread borrows any cell: then no cell's memory may be written behind the cell's back.
#[inline]
pub(crate) fn any_borrowed() -> bool {
    BORROWS.with(Cell::get) != 0
}

/// One shared borrow in the flag. The hold ends after the flag is written, as fields are dropped
/// last.
pub(super) struct Shared<'b> {
    flag: &'b BorrowFlag,
    _hold: BqlGuard,
}

impl Drop for Shared<'_> {
    fn drop(&mut self) {
        self.flag.state.set(self.flag.state.get() - 1);
        discount_borrow();
    }
}

/// The one mutable borrow in the flag. The hold ends after the flag is written, as fields are
/// dropped last.
pub(super) struct Exclusive<'b> {
    flag: &'b BorrowFlag,
    _hold: BqlGuard,
}

impl Drop for Exclusive<'_> {
    fn drop(&mut self) {
        self.flag.state.set(0);
        discount_borrow();
    }
}

/// The value is mutably borrowed, so it cannot be borrowed.
#[derive(Debug)]
pub struct BorrowError(());

impl fmt::Display for BorrowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("already mutably borrowed")
    }
}

impl Error for BorrowError {}

/// The value is borrowed, so it cannot be mutably borrowed.
#[derive(Debug)]
pub struct BorrowMutError(());

impl fmt::Display for BorrowMutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("already borrowed")
    }
}

impl Error for BorrowMutError {}

/// A shared borrow of the value in a [`BqlRefCell`](super::BqlRefCell), and a hold of the big lock.
///
/// ```
/// use migration::bql::{self, BqlRef, BqlRefCell};
///
/// bql::start_test();
/// let pair = BqlRefCell::new((1, 2));
/// let second = BqlRef::map(pair.borrow(), |pair| &pair.1);
/// assert_eq!(*second, 2);
/// assert!(pair.try_borrow_mut().is_err());
/// ```
///
/// It stays in the thread that holds the lock:
///
/// ```compile_fail,E0277
/// fn send(_: impl Send) {}
/// send(migration::bql::BqlRefCell::new(0).borrow());
/// ```
#[must_use = "the borrow and its hold of the lock end when this is dropped"]
pub struct BqlRef<'b, T: ?Sized + 'b> {
    // Not a reference: one would have to stay valid until the end of a function that drops this.
    value: NonNull<T>,
    borrow: Shared<'b>,
}

impl<'b, T: ?Sized> BqlRef<'b, T> {
    /// `value` lives for `'b`, and nobody changes it while `borrow` is live.
    pub(super) fn new(value: NonNull<T>, borrow: Shared<'b>) -> Self {
        Self { value, borrow }
    }

    /// One more shared borrow of the same value.
    ///
    /// Not a method, as that would hide the value's own `clone`.
    #[track_caller]
    #[expect(clippy::should_implement_trait, reason = "the name that std's `Ref` gives it")]
    pub fn clone(orig: &Self) -> Self {
        let Ok(borrow) = orig.borrow.flag.share() else {
            unreachable!("a shared borrow is live");
        };
        Self::new(orig.value, borrow)
    }

    /// Keeps the borrow for a part of the value.
    pub fn map<U: ?Sized>(orig: Self, part: impl FnOnce(&T) -> &U) -> BqlRef<'b, U> {
        BqlRef::new(NonNull::from(part(&*orig)), orig.borrow)
    }
}

impl<T: ?Sized> Deref for BqlRef<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value lives for `'b`, and nobody changes it while this borrow is live.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for BqlRef<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for BqlRef<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// The mutable borrow of the value in a [`BqlRefCell`](super::BqlRefCell), and a hold of the big
/// lock.
///
/// ```
/// use migration::bql::{self, BqlRefCell, BqlRefMut};
///
/// bql::start_test();
/// let pair = BqlRefCell::new((1, 2));
/// let mut second = BqlRefMut::map(pair.borrow_mut(), |pair| &mut pair.1);
/// *second += 1;
/// drop(second);
/// assert_eq!(*pair.borrow(), (1, 3));
/// ```
///
/// It stays in the thread that holds the lock:
///
/// ```compile_fail,E0277
/// fn send(_: impl Send) {}
/// send(migration::bql::BqlRefCell::new(0).borrow_mut());
/// ```
#[must_use = "the borrow and its hold of the lock end when this is dropped"]
pub struct BqlRefMut<'b, T: ?Sized + 'b> {
    // Not a reference: one would have to stay the only one until the end of a function that drops
    // this.
    value: NonNull<T>,
    borrow: Exclusive<'b>,
    invariant: PhantomData<&'b mut T>,
}

impl<'b, T: ?Sized> BqlRefMut<'b, T> {
    /// `value` lives for `'b`, and only this borrow reaches it while `borrow` is live.
    pub(super) fn new(value: NonNull<T>, borrow: Exclusive<'b>) -> Self {
        Self { value, borrow, invariant: PhantomData }
    }

    /// Keeps the borrow for a part of the value.
    pub fn map<U: ?Sized>(mut orig: Self, part: impl FnOnce(&mut T) -> &mut U) -> BqlRefMut<'b, U> {
        BqlRefMut::new(NonNull::from(part(&mut *orig)), orig.borrow)
    }
}

impl<T: ?Sized> Deref for BqlRefMut<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value lives for `'b`, and while this borrow is live only it reaches the
        // value.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for BqlRefMut<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`; `&mut self` makes this the only reference made from the borrow.
        unsafe { self.value.as_mut() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for BqlRefMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for BqlRefMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
