//! What loads leave behind: no byte that was not there before (R5), whatever fails.

use migration::Machine;
use migration_tests::{
    counting::{measured, Counting},
    every::{trip, Trip},
};

use super::{stream, Devices};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How much more memory there is after the load than before.
fn left_behind(machine: &Machine<'_>, stream: &[u8]) -> isize {
    measured(|| drop(machine.load(stream))).1.left_behind
}

#[test]
fn a_load_that_fails_leaves_nothing_behind() {
    let stream = stream(1);
    let devices = Devices::new(64);
    let machine = devices.machine();
    // What the thread keeps from its first load on.
    let _ = machine.load(&stream[..stream.len() - 1]);
    for length in (0..stream.len()).step_by(3) {
        assert_eq!(left_behind(&machine, &stream[..length]), 0, "cut at {length}");
    }
    for place in (0..stream.len()).step_by(5) {
        let mut changed = stream.clone();
        changed[place] ^= 0xff;
        // What loads may be shorter or longer than what was there; but the same once more is not.
        if machine.load(&changed).is_ok() {
            assert_eq!(left_behind(&machine, &changed), 0, "changed at {place}");
        }
        assert_eq!(left_behind(&machine, &changed[..changed.len() - 1]), 0, "changed at {place}, and cut");
    }
}

#[test]
fn device_code_that_fails_leaves_nothing_behind() {
    let stream = stream(1);
    for fails in [Trip::Refuse, Trip::Panic] {
        let devices = Devices::new(64);
        let machine = devices.machine();
        machine.load(&stream).unwrap();
        machine.load(&stream).unwrap();
        for call in 0..300 {
            trip(fails(call));
            assert_eq!(left_behind(&machine, &stream), 0, "{:?}", fails(call));
            trip(Trip::Never);
        }
    }
}
