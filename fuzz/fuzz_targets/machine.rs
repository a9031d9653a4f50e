//! A whole stream into a machine of all example devices, whose registers are then used.
#![no_main]

use libfuzzer_sys::fuzz_target;
use migration_tests::board::Board;

fuzz_target!(|input: &[u8]| {
    // The first byte says how many of the last are no part of the stream, but what the guest does.
    let Some((&script, input)) = input.split_first() else { return };
    let (stream, script) = input.split_at(input.len().saturating_sub(usize::from(script)));

    let board = Board::default();
    board.drive(&script[..script.len() / 2]);
    let machine = board.machine().with_description(false);
    let before = (board.shown(), machine.save().expect("a board saves after any use"));
    let loaded = machine.load(stream);
    if loaded.is_err() {
        let after = (board.shown(), machine.save().expect("a board saves after a load that failed"));
        assert_eq!(before, after, "a load that failed changes nothing");
    } else {
        let saved = machine.save().expect("what was loaded is saved");
        let other = Board::default();
        let receiver = other.machine().with_description(false);
        receiver.load(&saved).expect("what was saved loads");
        assert_eq!(receiver.save().expect("what was loaded is saved"), saved, "the second copy is that of the first");
    }
    board.drive(&script[script.len() / 2..]);
    machine.save().expect("a board saves after any use");
});
