//! The engine against the reference.

use migration::{load_state_mut, save_state, Error, ErrorKind};

use super::{
    read::{self, Refused},
    subjects::{Counts, Nest, Options, Plain},
    write, Schema, Struct,
};

/// A device for both.
#[derive(Clone, Copy)]
pub struct Subject {
    /// What its data is made of.
    pub schema: fn() -> Schema,
    run: fn(&[u8], u8) -> Run,
}

/// What came of a device.
struct Run {
    /// What it saved at first.
    start: Result<Vec<u8>, Error>,
    loaded: Result<(), Error>,
    /// What it saved then.
    saved: Result<Vec<u8>, Error>,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Subject").field(&(self.schema)().name).finish()
    }
}

macro_rules! subject {
    ($device:ident) => {
        Subject {
            schema: $device::schema,
            run: |input, version| {
                let mut device = $device::device();
                let start = save_state(&device);
                let loaded = load_state_mut(&mut device, input, version);
                Run { start, loaded, saved: save_state(&device) }
            },
        }
    };
}

/// All of them.
pub fn subjects() -> Vec<Subject> {
    vec![subject!(Plain), subject!(Nest), subject!(Counts), subject!(Options)]
}

/// The device's values before the load, and what it saves then.
///
/// # Panics
///
/// If engine and reference do not agree on the start already.
pub fn start(subject: Subject) -> (Struct, Vec<u8>) {
    let schema = (subject.schema)();
    let start = (subject.run)(&[], 0).start.expect("the device saves");
    let value = read::load(&schema, &schema.zero(), schema.version, &start).expect("what was saved is read");
    assert_eq!(write::save(&schema, &value), start, "{}: written by the reference, by the engine", schema.name);
    (value, start)
}

/// Gives both the same input. True if they took it.
///
/// # Panics
///
/// If engine and reference do not agree.
pub fn check(subject: Subject, before: &Struct, input: &[u8], version: u8) -> bool {
    let schema = (subject.schema)();
    let Run { loaded, saved, .. } = (subject.run)(input, version);
    let expected = read::load(&schema, before, version, input);
    let what = format!("{} at version {version}, {input:02x?}", schema.name);
    assert_eq!(
        loaded.as_ref().copied().map_err(|_| Refused),
        expected.as_ref().map(drop).map_err(|refused| *refused),
        "{what}: the engine ({loaded:?}), the reference"
    );
    let is_taken = expected.is_ok();
    let value = expected.unwrap_or_else(|Refused| before.clone());
    let written = write::save(&schema, &value);
    // Data that would be read as something else must not be written.
    let reads_back = read::load(&schema, &value, schema.version, &written) == Ok(value);
    match saved {
        Ok(saved) => assert_eq!(saved, written, "{what}: saved by the engine, by the reference"),
        Err(error) => assert!(!reads_back && error.kind() == ErrorKind::Ambiguous, "{what}: {error}"),
    }
    is_taken
}
