//! Save, load and move the state of emulated devices, byte for byte as QEMU does.
//!
//! A device author annotates a struct. The derive writes the *shadow struct* that travels, its field table, and the code
//! that takes a snapshot of the live device and puts one back. The engine runs the table: a program without QEMU reads and
//! writes QEMU's own migration streams.
//!
//! ```
//! use std::sync::Mutex;
//! use migration::{Machine, Migratable, ToMigrationState};
//!
//! #[derive(Default, ToMigrationState)]
//! #[migration_state(name = "watchdog", version_id = 2, minimum_version_id = 1)]
//! struct Registers {
//!     load: u32,
//!     control: u8,
//!     #[migration_state(since = 2)]
//!     locked: bool,
//!     #[migration_state(omit = "wiring of the board")]
//!     reset_line: Option<fn()>,
//! }
//!
//! #[derive(Default)]
//! struct Watchdog {
//!     registers: Migratable<Mutex<Registers>>,
//! }
//!
//! let watchdog = Watchdog::default();
//! watchdog.registers.lock().unwrap().load = 0x1234;
//!
//! let mut machine = Machine::new("board-1.0");
//! machine.register(&watchdog.registers)?;
//! let stream = machine.save()?;
//!
//! watchdog.registers.lock().unwrap().load = 0;
//! machine.load(&stream)?;
//! assert_eq!(watchdog.registers.lock().unwrap().load, 0x1234);
//! # Ok::<(), migration::Error>(())
//! ```
//!
//! # Where to look
//!
//! | to | see |
//! | --- | --- |
//! | make a struct migrate | [the derive](derive@ToMigrationState), with all its keys |
//! | use it inside QEMU: build, conversion of a device, tests against the C device | [`inside_qemu`] |
//! | know what a macro of QEMU's is called here | [`spellings`], all kinds side by side in C and in Rust |
//! | keep the state behind a lock | [`Migratable`] |
//! | migrate a struct of cells in place, without a shadow | [the derive of a table](derive@VMState) |
//! | save and load a machine | [`Machine`] |
//! | save and load one device | [`save_state`], [`load_state`], [`load_state_mut`] |
//! | see the values in a stream of one's own machine | [`Machine::inspect`] |
//! | find a device in a file of QEMU's, and load it | [`stream::Stream`], [`stream::Section::load_into`] |
//! | send bits, queues, timers, or a type of one's own | [`kinds`] |
//! | send lists, maps, and arrays that a field counts | [`List`], [`Tree`], [`Varray`], made from `Vec` and its like |
//! | send a value that no field holds | [`Computed`] |
//! | write a table by hand | [`vmstate`], [`vmstate_of!`], [`VMStateDescriptionBuilder`] |
//! | use QEMU's big lock and its cells without QEMU | [`bql`] |
//! | see in a test whether a change breaks old streams, and whether each field travels | [`testing`] |
//! | say what a load may cost | [`Limits`] |
//! | know why a load failed | [`Error`], [`struct@InvalidError`] |
//!
//! Saving and loading take the BQL and the lock of each device: whoever calls has no guard of one.
//!
//! # What a load promises
//!
//! * **All or nothing.** Everything is read and checked before anything is changed; where a device still refuses, every device
//!   is put back. Device state that is in no table is the business of the hooks that change it.
//! * **Nothing unsound.** Tables, keys and conversions that a user writes without `unsafe` cause no undefined behaviour.
//! * **Absent is not zero.** What a stream does not have, because it is older or a subsection is missing, keeps the value that
//!   the device has, unless the field is an `Option` or says `absent`.
//! * **No trust.** Counts, lengths and names are checked before a byte moves. No stream makes the engine panic, read or write
//!   outside of the device, or recurse without bound.
//! * **Errors say where**: `pl011.read_fifo[3] at offset 0x8c (stream has version 2, here 2): expected 4 bytes, found 2`. Of
//!   several devices of one name they say which: `led[1].colour`.
//!
//! # Versions
//!
//! A stream has one version for each section and each subsection, none for nested structs. `since` and `post_load` of a
//! registered type see the section's version; a nested type is always read at its own.
//!
//! # Features
//!
//! * `stream` (on): the engine, the stream, the machine. It provides the functions and kinds that QEMU's C core has, under
//!   the same names.
//! * `qemu`: [inside QEMU](inside_qemu). The C core runs the tables, and the big lock is QEMU's. Not together with `stream`: turn the default
//!   features off. Messages of hooks go into the `Error` of whoever called, where the hook has one; those of tests, kinds and
//!   `post_save` go to `error_report`; what kinds say while saving is in the migration's error too.
//! * `qemu-bindings`: as `qemu`, with [the bindings of another QEMU](bindings#bindings-of-another-qemu).
//!
//! With neither `stream` nor `qemu` there are the tables and a lock of this crate, and messages are lost.
//!
//! ## What the program provides
//!
//! With `qemu`, the program that links this crate provides these symbols, which QEMU's system emulators have. Of a static
//! library, those that its devices use are undefined, and no others of C code but the C library's:
//!
//! | what | symbols |
//! | --- | --- |
//! | tables | `vmstate_load_state vmstate_save_state` |
//! | kinds | `vmstate_info_bool vmstate_info_int8 vmstate_info_int16 vmstate_info_int32 vmstate_info_int64 vmstate_info_uint8 vmstate_info_uint16 vmstate_info_uint32 vmstate_info_uint64 vmstate_info_buffer vmstate_info_unused_buffer` |
//! | kinds that compare | `vmstate_info_uint8_equal vmstate_info_uint16_equal vmstate_info_int32_equal vmstate_info_uint32_equal vmstate_info_uint64_equal vmstate_info_int32_le` |
//! | the file | `qemu_put_byte qemu_put_be32 qemu_put_be64 qemu_put_buffer qemu_get_byte qemu_get_be32 qemu_get_be64 qemu_get_buffer qemu_file_get_error qemu_file_set_error_obj` |
//! | the self-description | `json_writer_start_object json_writer_end_object` |
//! | errors | `error_setg_internal error_get_pretty error_free error_report` |
//! | the big lock | `bql_locked bql_lock_impl bql_unlock bql_block_unlock` |
//! | unit tests | `rust_bql_mock_lock`, for [`bql::start_test`] alone |
//!
//! # Differences to QEMU's crates
//!
//! Device code written for the Rust crates of QEMU 10.2 (`migration`, `bql`, `common`) compiles, imports aside, but for
//! these. For the cells see the [table in `bql`](bql#differences-to-qemus-bql-crate).
//!
//! | there | here | reason |
//! | --- | --- | --- |
//! | an entry is a `VMStateField` | an entry is a [`Field<S>`](Field), a raw one goes through [`Field::from_raw`] (unsafe) | a table of one struct does not fit another |
//! | `#[derive(ToMigrationState)]` leaves the table of the shadow to `impl_vmstate_struct!` | it writes one, unless the struct says `#[migration_state(manual_table)]` | most devices need no table of their own; a struct without a name is as likely a part of another one, and then needs the derived table, so nothing tells the two apart |
//! | all fields of the shadow are `pub` | they are as visible as the struct's own | what is private there stays so |
//! | `type Migrated: Default` | `type Migrated: Blank`; [`Blank`] comes with [`impl_vmstate_struct!`] wherever there is `Default` | arrays of any length |
//! | `impl_vmstate_c_struct!(T, ..)`, `impl_vmstate_transparent!(T ..)`, `impl_vmstate_pointer!(T ..)`, `impl_vmstate_bitsized!(T)` | `unsafe` before the type | each makes a promise that nothing checks |
//! | `impl_vmstate_bitsized!` takes any register type | only one whose bits fill its integer, and all of whose values are valid | other values would be invalid in Rust |
//! | an array counted by a field trusts the count | a check stands before it | the count may have come from the stream |
//! | `with_version_id` after a test | a compile error, but for 0 | the version would never be looked at |
//! | a `BqlCell` or `BqlRefCell` may be a field whatever is in it | not around pointers, locks, or what runs device code: `Box`, `Option<Box<_>>`, `Migratable`, lists, tables with hooks | nobody is to have a reference into a cell that a load changes |
//! | an `UnsafeCell` may be a field | it may not | only its owner knows who may access it when |
//! | `Pin`, `ManuallyDrop`, `Opaque`, `NonNull` and raw pointers may be fields | they may not; for a type of one's own there are `impl_vmstate_transparent!` and `impl_vmstate_pointer!` | nothing says that what they lead to is there, and nobody's to borrow |
//! | `util::timer::Timer` may be a field | its entry stands in `util`, as [`inside_qemu`] shows; elsewhere [`Timer`] is the number that it sends | this crate knows nothing of QEMU's timers |
//! | errors of hooks convert into `common::Errno` | into [`Errno`] of this crate, as those of `std` and this crate do | |
//! | `vmstate_base`, `vmstate_varray_flag`, `VMStateFlagsExt`, `VMSFieldExistCb`, `VMStateSubsections` | do not exist | the macros there are made of them |
//! | a table may be loaded through a shared reference | only if each migrated byte lies in a cell: else `load_state_mut` | |
//! | names, versions and subsections are unchecked | a compile error where nothing could be loaded | |
//! | `InvalidError` is a unit struct | a struct and a const of one name; as a pattern write `Err(_)` | it carries a path and a reason |
//! | what a stream lacks becomes `Default` | it stays as the device has it | an old stream does not reset new fields |
//! | `restore_migrated_state` is always told version 1 | it is told the version of the section, or of the nested type | |
//! | `common` has assertions, `bitops`, `uninit`, `into_io_result`, and the derives `TryInto` and `Wrapper` | they are not here; `Opaque` and `Zeroable` are in [`bindings`] | they have nothing to do with migration |
//! | `Migratable` keeps its shadow from save to save | the shadow lives only during a save or load | nothing leaks when a load fails |

#![cfg_attr(
    not(feature = "stream"),
    allow(dead_code, unused_imports, reason = "the engine is the only user of some internals")
)]

#[cfg(all(feature = "stream", feature = "qemu"))]
compile_error!("the features `stream` and `qemu` exclude each other: with `qemu`, QEMU's C core takes the engine's place; turn the default features off");

pub mod bindings;
pub mod bql;
mod callback;
mod containers;
#[cfg(feature = "stream")]
mod engine;
mod error;
// As `spellings`.
#[cfg(doc)]
pub mod inside_qemu;
pub mod kinds;
#[cfg(feature = "stream")]
mod machine;
mod memory;
mod report;
// Pages alone: other builds need not find `docs`.
#[cfg(doc)]
pub mod spellings;
mod state;
#[cfg(feature = "stream")]
pub mod stream;
#[cfg(feature = "stream")]
pub mod testing;
pub mod vmstate;

pub use callback::FnCall;
#[doc(hidden)]
pub use containers::{check_counted, check_elements, restore_elements, snapshot_elements, Countable};
#[cfg(feature = "stream")]
pub use engine::{
    load_state, load_state_mut, save_state, save_state_into, Device, DeviceMut, DeviceShared, Limits, Node, NodeKind,
    Value,
};
#[cfg(feature = "stream")]
pub use error::{Error, ErrorKind};
#[cfg(feature = "stream")]
pub use machine::{DeviceReference, Machine, Place};
pub use migration_derive::{ToMigrationState, VMState};
#[doc(hidden)]
pub use state::{
    check_each_element, check_range, each_element, emptied, refilled, taken, unconvertible, unknown_variant, Conduct,
    Explained, ExplainedByDisplay, Ranged, Restoring, Shown, ShownByDebug, ShownByName, Unexplained,
};
pub use {
    containers::{Linked, List, ListKind, Queue, Tree, Varray},
    core::convert::Infallible,
    error::{into_neg_errno, Errno, InvalidError, NonNegative},
    kinds::{Bitmap, Buffer, Clock, Codec, Fifo32, Fifo8, Int32Le, Timer, Tmp, Unused},
    state::{nested_version_id, Computed, Migratable, Presence, ToMigrationState, ToMigrationStateShared},
    vmstate::{Blank, Describe, Field, VMState, VMStateDescription, VMStateDescriptionBuilder},
};
