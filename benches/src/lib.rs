//! How fast states are saved and loaded, beside copying the bytes and beside other serializers.
//!
//! ```text
//! cargo run --release -p benches
//! ```
//!
//! prints for each device, operation and contender the smallest and the middle time of many short batches, in nanoseconds, and the
//! bytes of that contender's format. Behind that stand the ratios that matter, each with its bar: the most that it may be. The
//! contenders take turns, batch by batch, in another order each round, so that what disturbs the machine disturbs all of
//! them. It takes less than a minute.
//!
//! | option | meaning |
//! | --- | --- |
//! | `--plot FILE` | writes a chart, as SVG |
//! | `--json FILE` | writes the figures for machines |
//! | `--filter TEXT` | measures only what has this in its name: `uart`, `save`, `nic load engine` |
//! | `--quick` | measures only a few rounds |
//!
//! # Contenders
//!
//! | contender | what is measured |
//! | --- | --- |
//! | `engine` | a bare struct in place, `#[derive(VMState)]`: `save_state_into` a vector that is used again, `load_state_mut` |
//! | `engine+lock` | the same, by someone who does not hold the big lock, for information |
//! | `migratable` | `Migratable<Mutex<T>>` with `#[derive(ToMigrationState)]`: `save_state_into`, `load_state` |
//! | `memcpy` | copies the bytes of the wire: what no conversion can beat |
//! | `bincode` | version 2, big-endian, all integers of fixed width, into and out of slices; version 3 is empty |
//! | `wincode` | big-endian, into a slice, and in place into the device's memory |
//! | `postcard` | numbers of variable length, into and out of slices |
//! | `rkyv` | in the machine's byte order, checked before it is read, for information |
//! | `bitcode` | its own derive, not serde's, with a buffer that is used again |
//! | `serde_json` | text |
//!
//! All load into a device that exists: what returns a value has it moved there. Buffers are used again. Before anything is
//! measured, each contender must load what it has saved, and the first three must have saved the bytes of QEMU's format,
//! which `expected` writes without the library. For devices without a subsection, a test demands them of `bincode` and
//! `wincode` too.
//!
//! # The big lock
//!
//! Saving and loading take the BQL. An emulator's main loop holds it anyway, and then taking it once more is counting it. So the
//! timed loops of `engine` and `migratable` stand inside of `let _bql = migration::bql::lock();`, which is taken outside of the
//! measured time. `engine+lock` takes it anew for each call.
//!
//! # Growth with size
//!
//! ```text
//! cargo run --release -p benches -- scale
//! ```
//!
//! registers, saves and loads machines of 1 to 100,000 small devices, and saves and loads arrays of 4 bytes to 64 MiB,
//! structs in each other up to 32 levels deep, and up to 64 subsections. It prints the time for all and for each device, byte, level
//! or part; `--plot FILE` draws the latter: what grows with the size and no faster is a level line. Sizes that would take more
//! than a minute are left out.
//!
//! # What the derive costs
//!
//! ```text
//! cargo run --release -p benches -- derive-cost
//! ```
//!
//! makes crates with the same structs that derive `ToMigrationState`, serde's traits, or nothing, in a temporary folder. It
//! prints how long Cargo takes to check each, how long the source is when all macros are expanded, and the machine code
//! that a device type adds to a program that saves and loads it, through a `Machine`, `serde_json` or `bincode`.
//! It takes some minutes.
//!
//! # Instruction counts
//!
//! `.ci/instructions` counts the instructions of saving and loading, once each when everything is warm, under valgrind: of the
//! four devices bare and behind a lock, and of a machine of a hundred small devices. They are the same in each run, and are
//! compared with `benches/instructions.txt`, which `.ci/instructions --bless` writes. It wants `valgrind` and
//! `gungraun-runner`, which `.ci/install` installs.

#![allow(clippy::cast_precision_loss, reason = "no figure that is shown has more than a few digits")]

pub mod allocations;
mod bar_chart;
mod bars;
pub mod compare;
pub mod contenders;
pub mod derive_cost;
mod expected;
mod line_chart;
pub mod machines;
pub mod options;
pub mod scale;
mod svg;
mod timing;
pub mod workloads;
