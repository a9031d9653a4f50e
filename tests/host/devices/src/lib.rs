//! Devices that a C core runs, and that the engine runs beside it.
//!
//! With feature `qemu` this is the static library of the C host in `tests/host`, whose side of it is `devices.h`. With feature
//! `stream` it is a library for the test that compares. Both make the same states from the same seeds.

#![expect(clippy::linkedlist, reason = "one of the containers that travel")]

#[cfg(feature = "qemu")]
mod allocations;
mod board;
mod devices;
mod faults;
#[cfg(feature = "qemu")]
mod interface;
mod random;
#[cfg(feature = "stream")]
mod run;

pub use board::Model;
#[cfg(feature = "stream")]
pub use run::{is_in_place, load, names, save, version, Loaded, Saved};
