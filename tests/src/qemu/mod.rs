//! Drives real QEMU, so that tests can exchange migration streams with it.
//!
//! A [`Machine`] is one stopped QEMU process: its guest never runs, its devices are poked through [`Qtest`] and its
//! migration is steered through [`Qmp`]. An [`Incoming`] is a process that still takes a stream.
//!
//! # What is cheap
//!
//! | step | time | how often in one process |
//! | --- | --- | --- |
//! | [`Builder::start`] | 45 to 110 ms | |
//! | [`Qtest`] access | 0.04 ms | any number |
//! | [`Machine::save_devices`] | 2 ms | any number |
//! | [`Machine::migrate`] | 20 to 70 ms, 350 KB for `virt` | once, or again after [`Machine::leave_postmigrate`] |
//! | [`Incoming::load`] | 0.05 ms | any number, until one is refused |
//! | [`Builder::load`] | 60 to 140 ms | a process of its own |
//!
//! So a test of a hundred random states starts one process for each release and direction. Towards QEMU it calls
//! [`Incoming::load`] with one device record after another and compares each with [`Machine::save_devices`]; from QEMU
//! it writes registers through [`Qtest`] and takes [`Machine::save_devices`]. The whole file and TCP paths
//! ([`Builder::load`], [`Machine::migrate`]) then need only a few states.
//!
//! # Panics
//!
//! A test can only give up when QEMU misbehaves. So everything here panics, with the command, what was awaited, and all
//! that QEMU wrote to its error output. The one exception is a refused stream, which is an answer: [`Refused`].
//! No wait is longer than [`TIMEOUT`].
//!
//! # Time
//!
//! A stopped machine's clock stands at 0. [`Incoming::set_clock`] sets it to any time without running the machine; its
//! timers then wait, though the time is over. [`Machine::run_until`] runs the machine by the host's time.
//!
//! # Which QEMU
//!
//! See [`Release`] and [`Target`]. Tests that use this module say `#[ignore = "needs QEMU"]`.

mod incoming;
mod machine;
mod migrate;
mod process;
mod qmp;
mod qtest;
mod release;
mod sections;
mod wait;

pub use incoming::Incoming;
pub use machine::{Builder, Machine};
pub use migrate::{Refused, Transport};
pub use qmp::{Qmp, QmpError};
pub use qtest::Qtest;
pub use release::{Release, Target};
pub use sections::{device_payload, full_section, payload_of, start_of_stream};
pub use wait::TIMEOUT;
