//! All or nothing (R5), by fault injection: a machine of several devices, whose stream is cut and corrupted at every byte, and
//! whose device code fails at every call. Whatever happens, either all of it is loaded, or everything is as it was.

mod bytes;
mod code;
mod hostile;
mod memory;

use std::sync::Mutex;

use migration::{Error, InvalidError, Machine, Migratable, ToMigrationState};
use migration_tests::every::{trip, Every, Rack, Trip};

/// Registered last, so that its commit fails when those of all others have succeeded.
#[derive(Debug, Default, ToMigrationState)]
#[migration_state(name = "last", post_load = Self::after_load)]
struct Last {
    verdict: u8,
}

/// The values of `Last` for which its commit fails.
const REFUSES: u8 = 0xbd;
const PANICS: u8 = 0xbe;

impl Last {
    fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        match self.verdict {
            REFUSES => Err(InvalidError::new("refused on purpose")),
            PANICS => std::panic::resume_unwind(Box::new("a panic on purpose")),
            _ => Ok(()),
        }
    }
}

/// The devices: every kind of field behind a lock and owned by a `Migratable`, in place with hooks at two levels, and one that
/// refuses at last.
struct Devices {
    every: Migratable<Mutex<Every>>,
    rack: Rack,
    other: Mutex<Every>,
    last: Mutex<Last>,
}

impl Devices {
    fn new(seed: u8) -> Self {
        Self {
            every: Mutex::new(Every::full(seed)).into(),
            rack: Rack::full(seed),
            other: Mutex::new(Every::empty()),
            last: Mutex::default(),
        }
    }

    fn machine(&self) -> Machine<'_> {
        let mut machine = Machine::new("faults").with_description(false);
        let registered = machine
            .register(&self.every)
            .and_then(|()| machine.register(&self.rack))
            .and_then(|()| machine.register(&self.other))
            .and_then(|()| machine.register(&self.last));
        registered.unwrap();
        machine
    }

    /// All there is, what does not travel included.
    fn shown(&self) -> String {
        let Self { every, rack, other, last } = self;
        format!("{every:?}\n{}\n{other:?}\n{last:?}", rack.shown())
    }

    fn refuse(&self, verdict: u8) {
        self.last.lock().unwrap().verdict = verdict;
    }
}

/// A stream of devices of this seed.
fn stream(seed: u8) -> Vec<u8> {
    Devices::new(seed).machine().save().unwrap()
}

/// The receiver of streams, and what it is like as long as none was loaded.
struct Receiver {
    devices: Devices,
    shown: String,
}

impl Receiver {
    fn new() -> Self {
        // It sends the same subsections as the senders: what a stream lacks would stay.
        let devices = Devices::new(65);
        let shown = devices.shown();
        Self { devices, shown }
    }

    /// Loads: either all of it, so that the machine can be saved, loaded and saved again, or nothing.
    fn load(&mut self, what: &str, stream: &[u8]) -> Result<(), Error> {
        let machine = self.devices.machine();
        let loaded = machine.load(stream);
        trip(Trip::Never);
        match &loaded {
            Ok(()) => {
                let saved =
                    machine.save().unwrap_or_else(|error| panic!("{what}: it loads, but does not save: {error}"));
                machine.load(&saved).unwrap_or_else(|error| panic!("{what}: it saves, but does not load: {error}"));
                assert_eq!(machine.save().unwrap(), saved, "{what}");
            }
            Err(error) => assert_eq!(self.devices.shown(), self.shown, "{what}: {error}"),
        }
        assert_eq!(self.devices.rack.open_saves(), [0, 0], "{what}");
        drop(machine);
        if loaded.is_ok() {
            *self = Self::new();
        }
        loaded
    }

    /// A good stream still loads.
    fn check_alive(&self) {
        let good = stream(1);
        let machine = self.devices.machine();
        machine.load(&good).unwrap();
        assert!(machine.save().unwrap() == good, "what was loaded is saved");
    }
}

#[test]
fn what_is_good_loads() {
    let mut receiver = Receiver::new();
    receiver.load("as it is", &stream(1)).unwrap();
    receiver.check_alive();
}

#[test]
fn a_commit_that_fails_after_all_others_have_succeeded() {
    for verdict in [REFUSES, PANICS] {
        let sender = Devices::new(1);
        sender.refuse(verdict);
        let stream = sender.machine().save().unwrap();
        let mut receiver = Receiver::new();
        let error = receiver.load("refused at last", &stream).unwrap_err();
        assert_eq!(error.device(), "last", "{error}");
        receiver.check_alive();
    }
}
