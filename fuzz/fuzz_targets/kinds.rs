//! The bytes of devices with every kind of field: behind a lock, owned, and in place.
#![no_main]

use std::sync::Mutex;

use libfuzzer_sys::fuzz_target;
use migration::{load_state, load_state_mut, save_state, Machine};
use migration_tests::every::{Every, Rack};

fuzz_target!(|input: &[u8]| {
    let Some((&choice, input)) = input.split_first() else { return };
    let version = choice & 3;
    match choice >> 2 & 3 {
        0 => owned(input, version, choice),
        1 => in_place(input, version),
        _ => in_a_machine(input),
    }
});

fn owned(input: &[u8], version: u8, seed: u8) {
    let mut every = if seed & 0x80 == 0 { Every::full(seed) } else { Every::empty() };
    let before = format!("{every:?}");
    let locked = Mutex::new(if seed & 0x80 == 0 { Every::full(seed) } else { Every::empty() });
    let loaded = load_state_mut(&mut every, input, version);
    let in_lock = load_state(&locked, input, version);
    let locked = locked.into_inner().expect("no load poisons a lock");
    assert_eq!(loaded.is_ok(), in_lock.is_ok());
    assert_eq!(format!("{every:?}"), format!("{locked:?}"));
    match loaded {
        Err(_) => assert_eq!(format!("{every:?}"), before, "a load that failed changes nothing"),
        Ok(()) => {
            // What is absent stays as it is, so this is a matter of the same device alone.
            let saved = save_state(&every).expect("what was loaded is saved");
            load_state_mut(&mut every, &saved, 3).expect("what was saved loads");
            assert_eq!(save_state(&every).expect("what was loaded is saved"), saved);
        }
    }
}

fn in_place(input: &[u8], version: u8) {
    let rack = Rack::full(9);
    let before = rack.shown();
    if load_state(&rack, input, version).is_err() {
        assert_eq!(rack.shown(), before, "a load that failed changes nothing");
    } else {
        let saved = save_state(&rack).expect("what was loaded is saved");
        load_state(&rack, &saved, 2).expect("what was saved loads");
        assert_eq!(save_state(&rack).expect("what was loaded is saved"), saved);
    }
    assert_eq!(rack.open_saves(), [0, 0]);
}

fn in_a_machine(input: &[u8]) {
    let (every, rack, last) = (Mutex::new(Every::full(1)), Rack::full(2), Mutex::new(Every::empty()));
    let mut machine = Machine::new("m").with_description(false);
    let registered =
        machine.register(&every).and_then(|()| machine.register(&rack)).and_then(|()| machine.register(&last));
    registered.expect("the tables are sound");
    let shown = || format!("{every:?} {} {last:?}", rack.shown());
    let before = shown();
    // What the stream begins with is known, and in nobody's way.
    let stream = [b"QEVM\0\0\0\x03\x07\0\0\0\x01m", input].concat();
    if machine.load(&stream).is_err() {
        assert_eq!(shown(), before, "a load that failed changes nothing");
    } else {
        machine.save().expect("what was loaded is saved");
    }
}
