//! How long the lock is held.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::panic_message;
use crate::bql::{is_locked, lock, start_test, BqlCell, BqlRef, BqlRefCell, BqlRefMut};

/// Shows that no other thread gets the lock before `end` has ended `held`, the calling thread's
/// last hold, and that one gets it then.
fn assert_held_until<T>(held: T, end: impl FnOnce(T)) {
    let entered = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let _guard = lock();
            entered.store(true, Ordering::SeqCst);
        });
        thread::sleep(Duration::from_millis(50));
        let early = entered.load(Ordering::SeqCst);
        end(held);
        assert!(!early, "another thread held the lock meanwhile");
        assert!(!is_locked());
    });
    assert!(entered.load(Ordering::SeqCst));
}

#[test]
fn refused_borrows_hold_nothing() {
    let cell = BqlRefCell::new(1);
    let guard = lock();
    let borrow = cell.borrow_mut();
    assert!(cell.try_borrow().is_err());
    assert!(cell.try_borrow_mut().is_err());
    drop((borrow, guard));
    assert!(!is_locked());
}

#[test]
fn no_update_is_lost() {
    const THREADS: u32 = 2;
    const ROUNDS: u32 = 20_000;
    let cell = BqlCell::new(0);
    let ref_cell = BqlRefCell::new([0; 3]);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let _guard = lock();
                    cell.set(cell.get() + 1);
                    for part in ref_cell.borrow_mut().iter_mut() {
                        *part += 1;
                    }
                }
            });
        }
    });
    assert_eq!(cell.into_inner(), THREADS * ROUNDS);
    assert_eq!(ref_cell.into_inner(), [THREADS * ROUNDS; 3]);
}

#[test]
fn lock_is_held_until_the_last_guard() {
    let outer = lock();
    let inner = lock();
    drop(outer);
    assert_held_until(inner, drop);
}

#[test]
fn lock_is_held_until_the_last_borrow() {
    let cell = BqlRefCell::new((1, 2));

    let guard = lock();
    let borrow = cell.borrow();
    let part = BqlRef::map(BqlRef::clone(&borrow), |value| &value.1);
    drop(guard);
    drop(borrow);
    assert_held_until(part, drop);

    let guard = lock();
    let part = BqlRefMut::map(cell.borrow_mut(), |value| &mut value.1);
    drop(guard);
    assert_held_until(part, |mut part| {
        *part = 3;
        drop(part);
    });
    assert_eq!(cell.into_inner(), (1, 3));
}

#[test]
fn panic_ends_borrow_and_hold() {
    let cell = BqlRefCell::new(1);
    let message = panic_message(|| {
        let _guard = lock();
        let mut borrow = cell.borrow_mut();
        *borrow = 2;
        panic!("while borrowed")
    });
    assert_eq!(message, "while borrowed");
    assert!(!is_locked());
    let _guard = lock();
    assert_eq!(*cell.borrow_mut(), 2);
}

#[test]
fn test_holds_lock_until_its_thread_ends() {
    thread::spawn(|| {
        start_test();
        start_test();
        drop(lock());
        assert!(is_locked());
    })
    .join()
    .unwrap();
    assert!(!is_locked());
    drop(lock());
}

#[test]
fn borrow_may_outlive_the_test_of_its_thread() {
    static CELL: BqlRefCell<u32> = BqlRefCell::new(0);
    thread_local! {
        static KEPT: RefCell<Option<BqlRefMut<'static, u32>>> = const { RefCell::new(None) };
    }
    // Thread-local values die in an order of their first use; both orders must do.
    for kept_is_first in [false, true] {
        thread::spawn(move || {
            if kept_is_first {
                KEPT.with(|kept| assert!(kept.borrow().is_none()));
            }
            start_test();
            KEPT.with(|kept| *kept.borrow_mut() = Some(CELL.borrow_mut()));
        })
        .join()
        .unwrap();
        let _guard = lock();
        *CELL.borrow_mut() += 1;
    }
    let _guard = lock();
    assert_eq!(*CELL.borrow(), 2);
}
