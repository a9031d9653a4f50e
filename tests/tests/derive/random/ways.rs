//! The ways in which a device is saved and loaded.

use std::{
    fmt::Debug,
    ops::RangeInclusive,
    sync::{Mutex, PoisonError},
};

use migration::{
    load_state, load_state_mut, save_state, vmstate_fields, vmstate_of, Describe, Error, Machine, Migratable,
    ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};

use super::Subject;

pub trait Way<T: Subject> {
    fn new(device: T) -> Self;
    fn save(&self) -> Result<Vec<u8>, Error>;
    fn load(&mut self, bytes: &[u8], version_id: u8) -> Result<(), Error>;
    fn shown(&self) -> String;

    /// The versions that can be loaded in this way.
    fn versions<S: Subject>() -> RangeInclusive<u8> {
        S::VERSIONS.0..=S::VERSIONS.1
    }
}

pub struct Owned<T>(T);

impl<T: Subject> Way<T> for Owned<T> {
    fn new(device: T) -> Self {
        Self(device)
    }

    fn save(&self) -> Result<Vec<u8>, Error> {
        save_state(&self.0)
    }

    fn load(&mut self, bytes: &[u8], version_id: u8) -> Result<(), Error> {
        load_state_mut(&mut self.0, bytes, version_id)
    }

    fn shown(&self) -> String {
        format!("{:?}", self.0)
    }
}

pub struct Locked<T>(Mutex<T>);

impl<T: Subject> Way<T> for Locked<T> {
    fn new(device: T) -> Self {
        Self(Mutex::new(device))
    }

    fn save(&self) -> Result<Vec<u8>, Error> {
        save_state(&self.0)
    }

    fn load(&mut self, bytes: &[u8], version_id: u8) -> Result<(), Error> {
        load_state(&self.0, bytes, version_id)
    }

    fn shown(&self) -> String {
        shown(&self.0)
    }
}

fn shown<T: Debug>(device: &Mutex<T>) -> String {
    format!("{:?}", device.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A field of a table by hand, in a machine. Its stream is that of the field within what surrounds it.
pub struct InMachine<T>(Holder<T>);

struct Holder<T> {
    device: Migratable<Mutex<T>>,
}

impl<T: ToMigrationState + 'static> Describe for Holder<T> {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"the-holder")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! { vmstate_of!(Self, device) })
        .build();
}

/// A section's name, its instance and its version.
const BEFORE: &[u8] = b"\x0athe-holder\0\0\0\0\0\0\0\x01";
/// The footer with the number of the section, and the end of the stream.
const AFTER: usize = 5 + 1;

impl<T: Subject> InMachine<T> {
    fn machine(&self) -> Machine<'_> {
        let mut machine = Machine::new("m").with_description(false);
        machine.register(&self.0).unwrap();
        machine
    }

    fn payload(stream: &[u8]) -> std::ops::Range<usize> {
        let before = stream.windows(BEFORE.len()).position(|window| window == BEFORE).unwrap();
        before + BEFORE.len()..stream.len() - AFTER
    }
}

impl<T: Subject> Way<T> for InMachine<T> {
    fn new(device: T) -> Self {
        Self(Holder { device: Mutex::new(device).into() })
    }

    fn save(&self) -> Result<Vec<u8>, Error> {
        let stream = self.machine().save()?;
        Ok(stream[Self::payload(&stream)].to_vec())
    }

    fn load(&mut self, bytes: &[u8], _version_id: u8) -> Result<(), Error> {
        let mut stream = self.machine().save()?;
        let payload = Self::payload(&stream);
        stream.splice(payload, bytes.iter().copied());
        self.machine().load(&stream)
    }

    fn shown(&self) -> String {
        shown(&self.0.device)
    }

    /// A nested version is not on the wire.
    fn versions<S: Subject>() -> RangeInclusive<u8> {
        S::VERSIONS.1..=S::VERSIONS.1
    }
}
