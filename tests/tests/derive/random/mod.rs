//! Random devices with every kind of field, and what holds for all of them, whichever way they are loaded.
//!
//! Each device writes its bytes by hand, by the format and not by the library, and says by hand what a load makes of it.

mod cells;
mod conversions;
mod counts;
mod kinds;
mod plain;
mod presence;
mod ways;
mod wire;

use std::fmt::Debug;

use migration::{Describe, ToMigrationState};
use migration_tests::Random;

use self::{
    ways::{InMachine, Locked, Owned, Way},
    wire::{Received, Wire},
};

/// A device that can be made at random.
pub trait Subject: Debug + Sized + ToMigrationState<Migrated: Describe> + 'static {
    const VERSIONS: (u8, u8) = (1, 1);

    /// What both sides of a migration must have in common is the same in each.
    fn random(random: &mut Random) -> Self;

    /// The bytes of a version.
    fn write(&self, wire: &mut Wire, version_id: u8);

    /// What a load of `sent` makes of the device.
    fn receive(&mut self, sent: Self, received: &Received<'_>);
}

fn device<T: Subject>(seed: u64) -> T {
    T::random(&mut Random::new(seed))
}

fn wire_of<T: Subject>(device: &T, version_id: u8) -> Wire {
    let mut wire = Wire::default();
    device.write(&mut wire, version_id);
    wire
}

/// The device of one seed after a load of the device of another.
fn received<T: Subject>(there: u64, here: u64, received: &Received<'_>) -> String {
    let mut after = device::<T>(here);
    after.receive(device(there), received);
    format!("{after:?}")
}

/// The property tests of a device, in each way of loading it.
fn holds<T: Subject>() {
    for seed in 0..12 {
        holds_for::<T, Owned<T>>(seed);
        holds_for::<T, Locked<T>>(seed);
        holds_for::<T, InMachine<T>>(seed);
    }
}

fn holds_for<T: Subject, W: Way<T>>(seed: u64) {
    let (there, here) = (2 * seed, 2 * seed + 1);
    let newest = T::VERSIONS.1;
    let wire = wire_of(&device::<T>(there), newest);
    assert_eq!(W::new(device(there)).save().unwrap(), wire.bytes, "what {:?} saves", device::<T>(there));

    for version_id in W::versions::<T>() {
        let bytes = wire_of(&device::<T>(there), version_id).bytes;
        let mut way = W::new(device(here));
        way.load(&bytes, version_id).unwrap_or_else(|error| panic!("version {version_id} of seed {there}: {error}"));
        assert_eq!(way.shown(), received::<T>(there, here, &Received::whole(version_id)), "version {version_id}");
    }
    truncated::<T, W>(&wire, there, here);
    let mut random = Random::new(seed);
    for offset in 0..wire.bytes.len() {
        let mut bytes = wire.bytes.clone();
        bytes[offset] ^= match random.below(3) {
            0 => 1 << random.below(8),
            _ => 1 + random.below(255) as u8,
        };
        corrupted::<T, W>(&bytes, here);
    }
}

/// A stream that ends early is refused, and nothing changes; unless what is missing are whole subsections.
fn truncated<T: Subject, W: Way<T>>(wire: &Wire, there: u64, here: u64) {
    let newest = T::VERSIONS.1;
    for end in 0..wire.bytes.len() {
        let mut way = W::new(device(here));
        let before = way.shown();
        let result = way.load(&wire.bytes[..end], newest);
        match wire.cut_at(end) {
            Some(without) => {
                result.unwrap_or_else(|error| panic!("cut at {end} of {:?}: {error}", device::<T>(there)));
                assert_eq!(way.shown(), received::<T>(there, here, &Received { version_id: newest, ..without }));
            }
            // Without its whole name a subsection is none: its bytes may be those of the fields behind it.
            None if wire.is_name(end) => corrupted::<T, W>(&wire.bytes[..end], here),
            None => {
                assert!(result.is_err(), "cut at {end} of {:x?}, now {}", wire.bytes, way.shown());
                assert_eq!(way.shown(), before, "cut at {end}");
            }
        }
    }
}

/// A stream with another byte is refused, and nothing changes; or leaves a state behind that migrates as any other.
fn corrupted<T: Subject, W: Way<T>>(bytes: &[u8], here: u64) {
    let newest = T::VERSIONS.1;
    let mut way = W::new(device(here));
    let before = way.shown();
    if way.load(bytes, newest).is_err() {
        assert_eq!(way.shown(), before, "after {bytes:x?}");
        return;
    }
    let saved = way.save().unwrap_or_else(|error| panic!("after {bytes:x?}: {error}"));
    let mut other = W::new(device(here));
    other.load(&saved, newest).unwrap_or_else(|error| panic!("{saved:x?} after {bytes:x?}: {error}"));
    // What is absent from it stays, so it is the device's own state that comes again.
    way.load(&saved, newest).unwrap_or_else(|error| panic!("{saved:x?} after {bytes:x?}: {error}"));
    assert_eq!(way.save().unwrap(), saved, "after {bytes:x?}");
}

/// Arrays of random elements.
fn array<T, const N: usize>(random: &mut Random, mut element: impl FnMut(&mut Random) -> T) -> [T; N] {
    std::array::from_fn(|_| element(random))
}

/// So many random elements, or fewer.
fn up_to<T, C: FromIterator<T>>(random: &mut Random, most: u32, mut element: impl FnMut(&mut Random) -> T) -> C {
    (0..random.below(most + 1)).map(|_| element(random)).collect()
}
