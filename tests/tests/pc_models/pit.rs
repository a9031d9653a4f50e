//! The i8254.

use migration_examples::pit::{
    registers::{CHANNEL_0, CHANNEL_1, CHANNEL_2, CONTROL},
    Pit,
};

use super::{check_loads, check_state};

const MS: i64 = 1_000_000;

fn started(now: i64) -> Pit {
    let mut pit = Pit::new(0);
    for (offset, value) in [(CONTROL, 0x34), (CHANNEL_0, 0x9c), (CHANNEL_0, 0x2e)] {
        pit.write(offset, value, now);
    }
    pit
}

#[test]
fn payloads_of_qemu_load_and_are_written_again() {
    check_loads("i8254", 3, || Pit::new(77));
}

#[test]
fn reset_and_rate() {
    check_state("i8254", "reset", &Pit::new(0));
    check_state("i8254", "rate", &started(MS));
    let mut pit = Pit::new(0);
    pit.set_interrupt_enabled(false, 0);
    check_state("i8254", "no-interrupt", &pit);
}

#[test]
fn modes() {
    let mut pit = Pit::new(0);
    let writes = [
        (CONTROL, 0x10, MS),
        (CHANNEL_0, 0x80, MS),
        (CONTROL, 0x6b, 2 * MS),
        (CHANNEL_1, 0x45, 2 * MS),
        (CONTROL, 0xb6, 3 * MS),
        (CHANNEL_2, 0xa9, 3 * MS),
        (CHANNEL_2, 0x04, 3 * MS),
    ];
    for (offset, value, now) in writes {
        pit.write(offset, value, now);
    }
    pit.set_gate(2, true, 4 * MS);
    check_state("i8254", "modes", &pit);
}

#[test]
fn latched() {
    let mut pit = started(MS);
    for (offset, value) in [(CONTROL, 0x7a), (CHANNEL_1, 0x34), (CHANNEL_1, 0x12)] {
        pit.write(offset, value, MS);
    }
    pit.write(CONTROL, 0x00, 2 * MS);
    pit.read(CHANNEL_0, 2 * MS);
    pit.write(CONTROL, 0xd4, 2 * MS);
    pit.write(CONTROL, 0xec, 2 * MS);
    check_state("i8254", "latched", &pit);
}

#[test]
fn half() {
    let mut pit = started(MS);
    pit.write(CONTROL, 0xb8, MS);
    pit.write(CHANNEL_2, 0x77, MS);
    pit.read(CHANNEL_0, 2 * MS);
    check_state("i8254", "half", &pit);
}
