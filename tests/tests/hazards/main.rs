//! The shapes of devices that bad streams have hurt elsewhere, each as a small device of the same shape: what attacked them is
//! refused, and nothing has changed (R5, R6).
//!
//! A list of fields without an end (CVE-2014-5263, and the ratio of clocks in 2022) is no shape here: a table is a Rust array,
//! and what closes it for C is added where it is made.

mod counts;
mod positions;
mod relations;

use std::{fmt::Debug, sync::Mutex};

use migration::{load_state, load_state_mut, save_state, Describe, Error, Machine, ToMigrationState};

/// Loads the attack in each way into the device of which `good` is the state. Returns what an owned device says.
fn refuses<T>(device: fn() -> T, good: &[u8], attack: &[u8]) -> String
where
    T: Debug + ToMigrationState<Migrated: Describe> + 'static,
{
    let before = format!("{:?}", device());
    let mut owned = device();
    assert_eq!(save_state(&owned).unwrap(), good);
    load_state_mut(&mut owned, good, 1).unwrap();
    let error = load_state_mut(&mut owned, attack, 1).unwrap_err();
    assert_eq!(format!("{owned:?}"), before, "{error}");

    let locked = Mutex::new(device());
    let in_lock = load_state(&locked, attack, 1).unwrap_err();
    assert_eq!((format!("{:?}", locked.lock().unwrap()), in_lock.to_string()), (before.clone(), error.to_string()));

    let in_machine = in_a_machine(&locked, good, attack).unwrap_err();
    assert_eq!(format!("{:?}", locked.lock().unwrap()), before, "{in_machine}");
    error.to_string()
}

fn in_a_machine<T>(device: &Mutex<T>, good: &[u8], attack: &[u8]) -> Result<(), Error>
where
    T: ToMigrationState<Migrated: Describe> + 'static,
{
    let mut machine = Machine::new("m").with_description(false);
    machine.register(device).unwrap();
    let stream = machine.save().unwrap();
    // Behind it are the section's footer and the end of the stream.
    let end = stream.len() - 6;
    let start = end - good.len();
    assert_eq!(&stream[start..end], good);
    machine.load(&[&stream[..start], attack, &stream[end..]].concat())
}
