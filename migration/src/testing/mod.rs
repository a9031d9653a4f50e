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
//! | a new field that need not travel | `omit = "why"` | the derive; `assert_each_field_travels!` does not compile without it |
//! | a field that is gone | [`Unused<N>`](crate::Unused) in its place | the wire format |
//! | another type or width in the device | the wire type stays: `into(T)`, `try_into(T)` | the wire format |
//! | another name in the device | the wire name stays: `name = "..."` | the wire format |
//! | another order of fields, another width, a longer array | a new version that raises `minimum_version_id`, so that old streams are refused | the wire format |
//! | anything in a nested struct | a subsection of the nested struct, or a change of the device around it: nested versions are not in a stream, so `since` there is in vain | the wire format of each device that has it |
//! | a new name of the section | never | the wire format |
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

mod history;
mod travel;

use std::{env, fs, io::ErrorKind, path::Path};

use crate::{
    engine::{self, Save},
    Device,
};

#[doc(hidden)]
pub use travel::{check_changes, check_omitted, check_travels};

/// The table of a device as a text: what its bytes in a stream are, at each version that loads.
///
/// It has nothing of the struct in memory and is the same on each host. Checks, which have no bytes, are not in it.
pub fn wire_format<T: Device<How>, How>() -> String {
    // SAFETY: a device's description is valid.
    unsafe { engine::wire_format(<T as Save<How>>::description(), T::MAX_WIRE_LEN) }
}

/// Compares the device's table with the text in the file; see [`assert_wire_format!`](crate::assert_wire_format).
#[doc(hidden)]
#[track_caller]
pub fn check_wire_format<T: Device<How>, How>(path: &Path) {
    let committed = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        read => read.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
    };
    let may_write = env::var_os("BLESS").is_some();
    match history::next(&committed, &wire_format::<T, How>()) {
        Ok(history::Verdict::Same) => {}
        Ok(history::Verdict::New { text, .. }) if may_write => {
            let folder = path.parent().unwrap_or(Path::new("."));
            let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
            written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
        Ok(history::Verdict::New { what, .. }) => {
            panic!("{}: {what}. If that is meant, run the test with `BLESS=1` and commit the file.", path.display())
        }
        Err(broken) => panic!("{}: {broken}", path.display()),
    }
}

/// Compares a device's table with a committed file: `assert_wire_format!(Device, "wire/device.txt")`, from the folder of the
/// package's manifest.
///
/// The file has the device's [`wire_format`](crate::testing::wire_format) at each version that there has been. With `BLESS=1` in the
/// environment the test writes it, but only where a stream of another version, or of the same one, still means the same: where
/// fields change there must be a new version, and its table must read the old versions that it says it loads.
///
/// ```
/// # use migration::ToMigrationState;
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "led")]
/// struct Led {
///     colour: u32,
/// }
///
/// # fn in_a_test() {
/// migration::assert_wire_format!(Led, "wire/led.txt");
/// # }
/// ```
///
/// # Panics
///
/// If the table is not that of the file. The message says what differs, and how such a change is made.
#[macro_export]
macro_rules! assert_wire_format {
    ($device:ty, $path:expr $(,)?) => {
        $crate::testing::check_wire_format::<$device, _>(
            &::std::path::Path::new(::core::env!("CARGO_MANIFEST_DIR")).join($path),
        )
    };
}

/// Changes each field of a live device in turn, and looks whether it travels.
///
/// The first line has the struct and what makes one of it. `travel` has each field that travels with another value than it has
/// there: the saved state must change, and a device that loads it must save it again. `recompute`, which may be left out, has those
/// that travel, but that a load then computes from others. `omit` has each field that does not travel, with another value if that
/// can be: the saved state must stay. A field in none of them does not compile.
///
/// Where the value of one field decides whether another one travels, as in a subsection, the struct begins with one that says yes.
///
/// ```
/// use migration::{assert_each_field_travels, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "led")]
/// struct Led {
///     colour: u32,
///     #[migration_state(omit = "wiring of the board")]
///     line: u8,
///     #[migration_state(omit = "nothing to change")]
///     marker: (),
/// }
///
/// assert_each_field_travels! {
///     Led = Led { colour: 0, line: 3, marker: () };
///     travel { colour: 0xff_8000 }
///     omit { line: 4, marker }
/// }
/// ```
///
/// A new field must be listed:
///
/// ```compile_fail,E0027
/// # use migration::{assert_each_field_travels, ToMigrationState};
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "led")]
/// struct Led {
///     colour: u32,
///     brightness: u8,
/// }
///
/// assert_each_field_travels! {
///     Led = Led { colour: 0, brightness: 1 };
///     travel { colour: 0xff_8000 }
///     omit {}
/// }
/// ```
///
/// # Panics
///
/// If a field does not do what is said of it. The message names it.
#[macro_export]
macro_rules! assert_each_field_travels {
    (
        $device:ident = $base:expr;
        travel { $($field:ident: $value:expr),* $(,)? }
        $(recompute { $($recomputed:ident: $another:expr),* $(,)? })?
        omit { $($omitted:ident $(: $other:expr)?),* $(,)? }
    ) => {{
        let base = || -> $device { $base };
        // Each field stands in one of the lists.
        let $device { $($field: _,)* $($($recomputed: _,)*)? $($omitted: _,)* } = &base();
        $({
            let mut changed = base();
            changed.$field = $value;
            $crate::testing::check_travels(::core::stringify!($field), &base, &changed);
        })*
        $($({
            let mut changed = base();
            changed.$recomputed = $another;
            $crate::testing::check_changes(::core::stringify!($recomputed), &base, &changed);
        })*)?
        $($({
            let mut changed = base();
            changed.$omitted = $other;
            $crate::testing::check_omitted(::core::stringify!($omitted), &base(), &changed);
        })?)*
    }};
}
