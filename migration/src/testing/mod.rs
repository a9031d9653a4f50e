//! Checks for the tests of device models.
//!
//! A stream outlives the program that wrote it. What breaks one is seldom seen in review: a field that nobody saved, a number that
//! became wider, a field in the middle. Two checks find it in the tests of a device:
//!
//! * [`assert_wire_format!`](crate::assert_wire_format) compares the device's table with a committed text, which changes only
//!   together with the version.
//! * [`assert_each_field_travels!`](crate::assert_each_field_travels) changes each field of the live device in turn: the saved bytes
//!   must change with it, and bring it back.
//!
//! # What may change in a device, and how
//!
//! | change | how | what finds it if done otherwise |
//! | --- | --- | --- |
//! | a new field, always needed | last among the fields, with `since = N`, and `version_id = N` one higher; `minimum_version_id` stays | the wire format |
//! | a new field, seldom needed | `subsection = "device/what"` with `needed`: no step of the version, and older readers load all states that do not need it | the wire format names the addition, and takes it with `BLESS=1` |
//! | a new field that need not travel | `omit = "why"` | the derive: each field travels or says `omit`; then `assert_each_field_travels!`, which does not compile before the field is listed |
//! | a field that is gone | [`Unused<N>`](crate::Unused) in its place, and `version_id` one higher, as older readers would take the zeros for a value; `minimum_version_id` stays | the wire format |
//! | another type or width in the device | the wire type stays: `into(T)`, `try_into(T)` | the wire format |
//! | another name in the device | the wire name stays: `name = "..."` | the wire format |
//! | another order of fields, another width, a longer array | a new version that raises `minimum_version_id`, so that old streams are refused | the wire format |
//! | more elements in a list or in a counted array | a larger `range`, or array | the wire format names it, and refuses a smaller one |
//! | anything in a nested struct | a subsection of the nested struct, or a change of the device around it: nested versions are not in a stream, so `since` there is in vain | the wire format of each device that has it |
//! | another name of a nested struct | freely, with `BLESS=1`, as it is not in a stream; but its subsections begin with it, and they keep their names | the wire format |
//! | a field becomes a struct, or its fields become the device's | the bytes stay, but not the names: a new version that raises `minimum_version_id` | the wire format |
//! | how a field is saved, or put back: `with`, `needed`, hooks | so that each state that is saved comes back | `assert_each_field_travels!` |
//! | a new name of the section | never | the wire format |
//!
//! The check of the wire format says what differs and what to do. With a field behind the last one of `uart` it is:
//!
//! ```text
//! wire/uart.txt: the format of `uart` changed, but it is still version 2
//!
//!   expected  the end of the fields
//!   found     `parity: uint8`
//!
//! Make what is new `since = 3`, and give the device `version_id = 3`; or put it into a subsection, if few states need it. Otherwise
//! the device refuses older streams, with `version_id = 3` and `minimum_version_id = 3`.
//! ```
//!
//! What a test in a table says (`exists`), and what bytes a [`Codec`](crate::Codec) writes, no text can show: golden streams can.
//!
//! # Example
//!
//! ```
//! use migration::{assert_each_field_travels, testing, ToMigrationState};
//!
//! #[derive(ToMigrationState)]
//! #[migration_state(name = "watchdog", version_id = 2, minimum_version_id = 1)]
//! struct Watchdog {
//!     load: u32,
//!     #[migration_state(since = 2)]
//!     lock: [u8; 2],
//!     #[migration_state(omit = "wiring of the board")]
//!     line: u8,
//! }
//!
//! assert_eq!(
//!     testing::wire_format::<Watchdog, _>(),
//!     "watchdog, version 2, loads from 1, at most 6 bytes\n\
//!     \x20 load: uint32\n\
//!     \x20 lock: uint8, 2 times, since 2\n"
//! );
//! assert_each_field_travels! {
//!     Watchdog = Watchdog { load: 1, lock: [0; 2], line: 7 };
//!     travel { load: 2, lock: [0, 1] }
//!     omit { line: 8 }
//! }
//! ```

mod compare;
mod explain;
mod history;
mod memory;
#[cfg(test)]
mod tests;
mod text;
mod travel;
mod wire_format;

pub use {memory::load_memory, wire_format::wire_format};

#[doc(hidden)]
pub use {
    travel::{check_base, check_changes, check_omitted, check_refused, check_travels, unmade},
    wire_format::check_wire_format,
};
