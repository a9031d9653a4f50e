//! The MC146818.

use migration::{load_state_mut, save_state};
use migration_examples::rtc::{
    registers::{DATA, INDEX, REGISTER_A, REGISTER_B},
    Rtc,
};

use super::{check_loads, check_state};

const SECOND: i64 = 1_000_000_000;

/// As QEMU's PC with 1 MiB of memory leaves it.
fn rtc() -> Rtc {
    let mut rtc = Rtc::new(1_150_560_081, 0);
    for (index, value) in [(0x14, 0x06), (0x15, 0x80), (0x16, 0x02), (0x38, 0x30), (0x3d, 0x12)] {
        rtc.set_memory(index, value);
    }
    rtc
}

fn write(rtc: &mut Rtc, register: u8, value: u8, now: i64) {
    rtc.write(INDEX, register, now);
    rtc.write(DATA, value, now);
}

fn check(case: &str, mut rtc: Rtc, now: i64) {
    rtc.prepare_to_save(now);
    check_state("mc146818rtc", case, &rtc);
}

#[test]
fn payloads_of_qemu_load_and_are_written_again() {
    check_loads("mc146818rtc", 3, || Rtc::new(0, 0));
}

#[test]
fn reset_and_memory() {
    check("reset", rtc(), 0);
    let mut rtc = rtc();
    for register in 0x40..0x80 {
        write(&mut rtc, register, register ^ 0xa5, 0);
    }
    rtc.write(INDEX, 0x5d, 0);
    check("memory", rtc, 0);
}

#[test]
fn alarm() {
    let mut rtc = rtc();
    for (register, value) in [(REGISTER_B, 0x24), (1, 30), (3, 15), (5, 0x87)] {
        write(&mut rtc, register, value, 0);
    }
    check("alarm", rtc, 0);
}

#[test]
fn periodic() {
    let mut rtc = rtc();
    let now = 5 * SECOND / 4;
    write(&mut rtc, REGISTER_A, 0x29, now);
    write(&mut rtc, REGISTER_B, 0x42, now);
    check("periodic", rtc, now);

    let mut slower = self::rtc();
    write(&mut slower, REGISTER_B, 0x42, 0);
    write(&mut slower, REGISTER_A, 0x27, 310_000);
    check("slower", slower, 310_000);
}

const DATE: [(u8, u8); 8] = [(0, 0x58), (2, 0x59), (4, 0x23), (6, 0x05), (7, 0x31), (8, 0x12), (9, 0x99), (0x32, 0x19)];

#[test]
fn set_and_setting() {
    let mut set = rtc();
    let now = 3 * SECOND / 2;
    write(&mut set, REGISTER_B, 0x82, now);
    for (register, value) in DATE {
        write(&mut set, register, value, now);
    }
    write(&mut set, REGISTER_B, 0x02, now);
    check("set", set, 90 * SECOND);

    let mut setting = rtc();
    let now = SECOND / 3;
    write(&mut setting, REGISTER_B, 0x8a, now);
    for (register, value) in &DATE[..4] {
        write(&mut setting, *register, *value, now);
    }
    check("setting", setting, 2 * SECOND);
}

#[test]
fn interrupt() {
    let mut rtc = rtc();
    let mut payload = save_state(&rtc).unwrap();
    payload[12] = 0x10;
    load_state_mut(&mut rtc, &payload, 3).unwrap();
    write(&mut rtc, REGISTER_B, 0x12, 0);
    assert!(rtc.interrupt());
    check("interrupt", rtc, 0);
}
