//! What the cells do and refuse.

use std::any::Any;
use std::fmt::Debug;
use std::mem::size_of_val;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;
use std::thread;

use super::{is_locked, lock, BqlCell, BqlRef, BqlRefCell, BqlRefMut};

mod holds;

/// What `action` says when it panics.
fn panic_message<T: Debug>(action: impl FnOnce() -> T) -> String {
    let payload: Box<dyn Any + Send> = catch_unwind(AssertUnwindSafe(action)).expect_err("must panic");
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => (*payload.downcast::<&str>().expect("a text")).to_owned(),
    }
}

fn assert_needs_lock<T: Debug>(action: impl FnOnce() -> T) {
    let message = panic_message(action);
    assert!(message.contains("big lock is not held"), "{message}");
}

#[test]
fn access_without_lock_panics() {
    let cell = BqlCell::new(1);
    assert_needs_lock(|| cell.get());
    assert_needs_lock(|| cell.set(2));
    assert_needs_lock(|| cell.replace(2));
    assert_needs_lock(|| cell.take());
    assert_needs_lock(|| cell.swap(&BqlCell::new(2)));
    assert_needs_lock(|| cell.clone());
    assert_needs_lock(|| cell == BqlCell::new(1));
    assert_needs_lock(|| cell < BqlCell::new(1));
    assert_needs_lock(|| cell.cmp(&BqlCell::new(1)));

    let ref_cell = BqlRefCell::new(1);
    assert_needs_lock(|| *ref_cell.borrow());
    assert_needs_lock(|| *ref_cell.borrow_mut());
    assert_needs_lock(|| ref_cell.try_borrow().is_ok());
    assert_needs_lock(|| ref_cell.try_borrow_mut().is_ok());
    assert_needs_lock(|| ref_cell.replace(2));
    assert_needs_lock(|| ref_cell.replace_with(|_| 2));
    assert_needs_lock(|| ref_cell.take());
    assert_needs_lock(|| ref_cell.swap(&BqlRefCell::new(2)));
    assert_needs_lock(|| ref_cell.clone());
    assert_needs_lock(|| ref_cell == BqlRefCell::new(1));
    assert_needs_lock(|| ref_cell < BqlRefCell::new(1));
    assert_needs_lock(|| ref_cell.cmp(&BqlRefCell::new(1)));

    assert_eq!((cell.into_inner(), ref_cell.into_inner()), (1, 1), "nothing was changed");
}

#[test]
fn lock_of_another_thread_does_not_help() {
    let cell = BqlCell::new(1);
    let _guard = lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            assert!(!is_locked());
            assert_needs_lock(|| cell.get());
        });
    });
}

#[test]
fn owner_needs_no_lock() {
    let mut cell = BqlCell::from(1);
    *cell.get_mut() += 1;
    assert_eq!(cell.into_inner(), 2);

    let mut ref_cell = BqlRefCell::from(1);
    *ref_cell.get_mut() += 1;
    assert_eq!(ref_cell.into_inner(), 2);
}

#[test]
fn values_lie_at_the_address_of_their_cells() {
    let cell = BqlCell::new([1_u8, 2, 3]);
    assert_eq!(cell.as_ptr().cast(), ptr::from_ref(&cell).cast_mut());
    assert_eq!(size_of_val(&cell), 3);

    let ref_cell = BqlRefCell::new([1_u8, 2, 3]);
    assert_eq!(ref_cell.as_ptr().cast(), ptr::from_ref(&ref_cell).cast_mut());
}

#[test]
fn cell_does_what_std_cell_does() {
    let _guard = lock();
    let cell = BqlCell::<u32>::default();
    cell.set(1);
    assert_eq!(cell.replace(2), 1);
    let other = cell.clone();
    assert_eq!(cell, other);
    assert_eq!(other.take(), 2);
    assert!(cell > other);
    cell.swap(&other);
    cell.swap(&cell);
    assert_eq!((cell.get(), other.get()), (0, 2));

    let empty = BqlCell::new([0_u8; 0]);
    empty.swap(&BqlCell::new([]));
    assert_eq!(empty.replace([]), empty.get());
}

#[test]
fn ref_cell_does_what_std_ref_cell_does() {
    let _guard = lock();
    let cell = BqlRefCell::<Vec<u8>>::default();
    cell.borrow_mut().push(1);
    assert_eq!(cell.replace(vec![2]), [1]);
    assert_eq!(cell.replace_with(|old| [old.as_slice(), &[3]].concat()), [2]);
    let other = cell.clone();
    assert_eq!(cell, other);
    assert_eq!(other.take(), [2, 3]);
    assert!(cell > other);
    cell.swap(&other);
    assert_eq!((cell.into_inner(), other.into_inner()), (vec![], vec![2, 3]));

    let unit = BqlRefCell::new(());
    let borrow = unit.borrow();
    assert!(unit.try_borrow_mut().is_err(), "values without bytes have borrows too");
    drop(borrow);
}

#[test]
fn conflicting_borrows_are_refused() {
    let _guard = lock();
    let cell = BqlRefCell::new((1, 2));

    let first = cell.borrow();
    let second = BqlRef::clone(&first);
    let part = BqlRef::map(first, |value| &value.1);
    assert_eq!((*part, *second), (2, (1, 2)));
    assert!(cell.try_borrow().is_ok());
    drop(second);
    let message = panic_message(|| cell.borrow_mut());
    assert!(message.ends_with(": already borrowed"), "{message}");
    drop(part);

    let mut part = BqlRefMut::map(cell.borrow_mut(), |value| &mut value.0);
    *part += 10;
    assert!(cell.try_borrow_mut().is_err());
    let message = panic_message(|| cell.borrow());
    assert!(message.ends_with(": already mutably borrowed"), "{message}");
    assert!(catch_unwind(AssertUnwindSafe(|| cell.swap(&cell))).is_err());
    drop(part);
    assert_eq!(*cell.borrow(), (11, 2));
}

#[test]
fn debug_shows_what_it_may() {
    let cell = BqlCell::new(1);
    let ref_cell = BqlRefCell::new(1);
    assert_eq!(format!("{cell:?}"), "BqlCell { value: <unlocked> }");
    assert_eq!(format!("{ref_cell:?}"), "BqlRefCell { value: <unlocked> }");

    let _guard = lock();
    assert_eq!(format!("{cell:?}"), "BqlCell { value: 1 }");
    assert_eq!(format!("{ref_cell:?}"), "BqlRefCell { value: 1 }");
    let borrow = ref_cell.borrow_mut();
    assert_eq!(format!("{ref_cell:?} {borrow:?} {borrow}"), "BqlRefCell { value: <borrowed> } 1 1");
}
