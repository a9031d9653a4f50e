//! Whether a device's table is the committed one.

use std::{fs, io::ErrorKind, path::Path};

use super::history::{next, Verdict};
use crate::{
    engine::{self, Save},
    Device,
};

/// The table of a device as a text: what its bytes in a stream are, at each version that loads.
///
/// It has nothing of the struct in memory and is the same on each host. Checks, which have no bytes, are not in it.
///
/// The first line has the section's name and versions. Below are the fields, each with its kind, how often it is there, since which
/// version, and whether a test decides about it, and the subsections. What is nested is indented.
///
/// ```
/// use migration::{testing, Clock, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "pwm", version_id = 4)]
/// struct Pwm {
///     used: u8,
///     #[migration_state(len = used)]
///     duty: [u16; 8],
///     #[migration_state(subsection = "pwm/clock", needed = Self::has_clock)]
///     clock: Clock,
/// }
///
/// impl Pwm {
///     fn has_clock(&self) -> bool {
///         self.clock != Clock::default()
///     }
/// }
///
/// assert_eq!(
///     testing::wire_format::<Pwm, _>(),
///     "pwm, version 4, loads from 4, at most 66 bytes\n\
///     \x20 used: uint8\n\
///     \x20 duty: uint16, used times, up to 8\n\
///     \x20 subsection pwm/clock, version 1, loads from 1\n\
///     \x20   clock: struct clock, version 0, loads from 0\n\
///     \x20     period: uint64\n\
///     \x20     subsection clock/muldiv, version 1, loads from 1\n\
///     \x20       multiplier: uint32\n\
///     \x20       divider: uint32\n"
/// );
/// ```
///
/// The second parameter, by which a device migrates through a shadow or in place, the compiler finds: write `_`.
pub fn wire_format<T: Device<How>, How>() -> String {
    // SAFETY: a device's description is valid.
    unsafe { engine::wire_format(<T as Save<How>>::description(), T::MAX_WIRE_LEN) }
}

/// Compares the device's table with the text in the file; see [`assert_wire_format!`](crate::assert_wire_format).
///
/// # Panics
///
/// If it is another one, or the file cannot be read or written.
#[doc(hidden)]
#[track_caller]
pub fn check_wire_format<T: Device<How>, How>(path: &Path, may_write: bool) {
    let shown = path.display();
    let committed = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        read => read.unwrap_or_else(|error| panic!("{shown}: {error}")),
    };
    match next(&committed, &wire_format::<T, How>()) {
        Ok(Verdict::Same) => {}
        Ok(Verdict::New { text, notes }) if may_write => {
            let folder = path.parent().unwrap_or(Path::new("."));
            let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
            written.unwrap_or_else(|error| panic!("{shown}: {error}"));
            eprintln!("{shown} is written anew:\n{}", list(&notes));
        }
        Ok(Verdict::New { notes, .. }) if committed.is_empty() => panic!(
            "{shown} is not there yet:\n{}\n\nRun the test with `BLESS=1`, which writes it, and commit the file.",
            list(&notes)
        ),
        Ok(Verdict::New { notes, .. }) => panic!(
            "{shown} has not yet what is new:\n{}\n\nAll streams that loaded still load. If that is what you want, run the test with \
             `BLESS=1` and commit the file.",
            list(&notes)
        ),
        Err(broken) => panic!("{shown}: {broken}"),
    }
}

fn list(notes: &[String]) -> String {
    notes.iter().map(|note| format!("  {note}")).collect::<Vec<_>>().join("\n")
}

/// Compares a device's table with a committed file: `assert_wire_format!(Device, "wire/device.txt")`, from the folder of the
/// package's manifest.
///
/// The file has the device's [`wire_format`](crate::testing::wire_format) at each version that there has been, the newest last. With
/// `BLESS=1` in the environment the test writes it, but only where all streams that loaded still do:
///
/// * Fields change only with the version. The table of a version that is in the file stays as it is, unless a person deletes it
///   there.
/// * A new version reads the bytes of each old one that is in the file and that it says it loads: what is new is gated, by `since`
///   or by a test, or `minimum_version_id` rises.
/// * Subsections come without a new version, as long as not each state needs them; and they do not go. So do bounds rise.
///
/// A device that has older versions when its file is first written has only the newest one there, and the message says which are
/// not: their tables a person can write, in front of the newest.
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
            ::std::env::var_os("BLESS").is_some(),
        )
    };
}
