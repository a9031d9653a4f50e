//! The shapes of devices that bad streams have hurt elsewhere, each as a small device of the same shape: what attacked them is
//! refused, and nothing has changed (R5, R6).
//!
//! | what the stream had in its hand | where it was | here |
//! | --- | --- | --- |
//! | length below zero, entries above a table | CVE-2013-4148, 4149 | `counts::addresses` |
//! | number of queues, above the array | CVE-2013-4150, 4151 | `counts::queues` |
//! | number of ports or destinations, another than was built | CVE-2013-4526, 4534 | `counts::built` |
//! | number of timers, which counts them | CVE-2013-4527 | `counts::timers` |
//! | length of two arrays, with a sign | CVE-2013-4531 | `counts::registers` |
//! | a struct as raw bytes, lengths inside | CVE-2013-4535, 4536, 4542, 6399, CVE-2014-0182 | `counts::raw` |
//! | position or level in a table | CVE-2013-4530, 4532, 4533, 4537 | `positions::index` |
//! | bits for lines that are not there | CVE-2013-4540 | `positions::lines` |
//! | a selector that selects nothing | CVE-2013-4538, 4539 | `positions::selector` |
//! | pointers and length of a ring | CVE-2017-16845 | `positions::ring` |
//! | entries above a limit in another field | CVE-2013-4529 | `relations::log` |
//! | index above the length, after a fix of the length alone | CVE-2013-4541, CVE-2014-3461 | `relations::setup` |
//! | no end of the list of fields | CVE-2014-5263, the ratio of clocks in 2022 | no shape: see below |
//!
//! A list of fields is a Rust array, and what closes it for C is added where it is made: the builder takes nothing else, as
//! `ui-tests/cases/table/fields_without_end.rs` shows.
//!
//! What migration code in Rust has got wrong is in `framework`, as far as it has no test where it belongs:
//!
//! | what went wrong | test |
//! | --- | --- |
//! | distance of elements of an array in a cell | `ui-tests/cases/table/rows_apart.rs`, `tables/kinds.rs` |
//! | a description without a name, or not shared between threads | `ui-tests/cases/table/no_name.rs`, `framework::shared_tables` |
//! | one version for all | `migratable.rs`: `old_versions_keep_what_they_do_not_have` |
//! | absent is default | the same, and `derive/random/presence.rs` |
//! | a shadow left behind by a failure | `framework::left_behind` |
//! | a hook after one that never ran | `framework::hooks` |
//! | no lock, or a poisoned one | `framework::locks`, `migratable.rs`: `poisoned_lock_is_an_error` |
//! | a count that is believed | `counts`, `tables/counts.rs` |
//! | a table of another struct; wrong names and versions | `ui-tests/cases/table` |
//! | half a state after an error | `undo.rs`, `migratable.rs`: `refused_states_change_nothing` |
//! | generics, enums, tuple structs, long arrays refused | `ui-tests/cases/pass/{generics,shapes}.rs`, `derive/shapes.rs` |
//! | a list of fields beside the struct | `derive/random`: each device writes its bytes by hand |
//! | names that had to be in scope | `ui-tests/cases/pass/hygiene.rs`, `faked_core.rs` |
//! | errors on the wrong token, one at a time | `ui-tests/cases/{conflict,several}` |
//! | the first field taken to lie at offset 0 | `ui-tests/cases/table/faked_assert.rs` |
//! | a safe function that follows any pointer | `ui-tests/cases/table/callback_by_hand.rs` |
//! | errors without text | `messages.rs`, `stream_faults` |

mod counts;
mod framework;
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
