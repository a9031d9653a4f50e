//! Device state behind one big lock.
//!
//! A device model is called from many threads, yet most of its state changes only while one
//! process-wide lock is held: the big lock (QEMU's name is *big QEMU lock*, BQL). The cells of this
//! module trust that lock and check it on every access, in every build. So they need no lock of
//! their own, can be changed through `&`, and can still be shared between threads.
//!
//! - [`lock`] takes the lock, [`is_locked`] asks for it, [`start_test`] takes it for a whole test.
//! - [`BqlCell`] is for values that are copied in and out: registers, flags, counters.
//! - [`BqlRefCell`] is for values that are worked on in place: FIFOs, buffers, nested structs.
//!
//! ```
//! use std::thread;
//! use migration::bql::{self, BqlCell, BqlRefCell};
//!
//! #[derive(Default)]
//! struct Uart {
//!     control: BqlCell<u32>,
//!     received: BqlRefCell<Vec<u8>>,
//! }
//!
//! let uart = Uart::default();
//! thread::scope(|scope| {
//!     for byte in [1, 2] {
//!         let uart = &uart;
//!         scope.spawn(move || {
//!             let _guard = bql::lock();
//!             uart.control.set(uart.control.get() + 1);
//!             uart.received.borrow_mut().push(byte);
//!         });
//!     }
//! });
//!
//! let _guard = bql::lock();
//! assert_eq!(uart.control.get(), 2);
//! assert_eq!(uart.received.borrow().len(), 2);
//! ```
//!
//! # How long the lock is held
//!
//! A thread may take the lock again while it holds it. Every [`BqlGuard`] and every live borrow of
//! a [`BqlRefCell`] is one *hold* of the thread. The lock is released with the thread's last hold,
//! in whatever order they end. So a borrow that outlives its guard keeps the lock:
//!
//! ```
//! use migration::bql::{self, BqlRefCell};
//!
//! let fifo = BqlRefCell::new([0_u8; 16]);
//! let guard = bql::lock();
//! let borrow = fifo.borrow();
//! drop(guard);
//! assert!(bql::is_locked());
//! drop(borrow);
//! assert!(!bql::is_locked());
//! ```
//!
//! A hold that is leaked, by [`mem::forget`](std::mem::forget) for example, never ends: no other
//! thread ever gets the lock, not even after the thread has ended. That is a deadlock, but no data
//! race.
//!
//! ```
//! # use migration::bql::{self, BqlRefCell};
//! let fifo = BqlRefCell::new([0_u8; 16]);
//! let guard = bql::lock();
//! std::mem::forget(fifo.borrow());
//! drop(guard);
//! assert!(bql::is_locked());
//! ```
//!
//! A panic ends the holds that it unwinds through, and does not poison the lock: what a device
//! looks like after a panic is for its author to judge.
//!
//! # Inside QEMU
//!
//! With feature `qemu` the lock is QEMU's. C code has mostly taken it before it calls a device; a guard then takes and releases
//! nothing. A borrow blocks the release by C code, which aborts the process, as in QEMU's crate.
//!
//! # Differences to QEMU's `bql` crate
//!
//! Device code written for that crate compiles with this module, imports aside. The first five lines hold without feature
//! `qemu`.
//!
//! | | QEMU | here | reason |
//! | --- | --- | --- | --- |
//! | the lock | the one of QEMU's C code | one of this module, not known to C code | programs without QEMU need one |
//! | taking it | C code does, before it calls the device | [`lock`] | there is no C code |
//! | released during a borrow | aborts the process | waits for the borrow to end | a library does not abort |
//! | `block_unlock` | public | does not exist | a borrow is a hold of the lock |
//! | [`start_test`] | marks a mock lock as held | takes the lock until the thread ends | tests run in parallel threads |
//! | `{:?}` of a [`BqlCell`] without the lock | panics | shows `<unlocked>` | it is used in panic messages |
//! | [`BqlRefCell<T>`](BqlRefCell) in several threads | whatever `T` is | only if `T` is `Send` | a value that must not leave its thread would |
//! | [`BqlRefCell`] | `borrow`, `borrow_mut`, a few more | nearly all that [`RefCell`](std::cell::RefCell) has | one less thing to learn |

mod borrow;
mod cell;
mod lock;
mod refcell;
#[cfg(test)]
mod tests;

pub(crate) use borrow::any_borrowed;
pub use borrow::{BorrowError, BorrowMutError, BqlRef, BqlRefMut};
pub use cell::BqlCell;
pub use lock::{is_locked, lock, start_test, BqlGuard};
pub use refcell::BqlRefCell;
