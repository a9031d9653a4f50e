//! The HPET.

use migration_examples::hpet::{
    registers::{timer, CONFIGURATION, COUNTER},
    Hpet, Outputs,
};

use super::{check_loads, check_state};

const MS: i64 = 1_000_000;

struct Unwired;

impl Outputs for Unwired {
    fn set_interrupt(&mut self, _input: u8, _level: bool) {}
    fn pulse_interrupt(&mut self, _input: u8) {}
    fn send_message(&mut self, _address: u32, _data: u32) {}
}

/// As the PC's driver does: in halves, the low one first, the high one only if it is not zero.
fn write(hpet: &mut Hpet, now: i64, offset: u64, value: u64) {
    hpet.write(offset, 4, value & 0xffff_ffff, now, &mut Unwired);
    if value >> 32 != 0 {
        hpet.write(offset + 4, 4, value >> 32, now, &mut Unwired);
    }
}

fn start(hpet: &mut Hpet) {
    write(hpet, 0, COUNTER, 0x1_2345_6789);
    write(hpet, MS, CONFIGURATION, 1);
}

fn check(case: &str, mut hpet: Hpet, now: i64) {
    hpet.prepare_to_save(now);
    check_state("hpet", case, &hpet);
}

#[test]
fn payloads_of_qemu_load_and_are_written_again() {
    check_loads("hpet", 2, || Hpet::new(3));
}

#[test]
fn reset_and_counter() {
    check("reset", Hpet::new(3), 5 * MS);
    let mut hpet = Hpet::new(3);
    write(&mut hpet, 0, COUNTER, 0x1234_5678_9abc_def0);
    check("counter", hpet, 5 * MS);
}

#[test]
fn enabled() {
    let mut hpet = Hpet::new(3);
    start(&mut hpet);
    check("enabled", hpet, 5 * MS);
}

#[test]
fn one_shot() {
    let mut hpet = Hpet::new(3);
    let [config, comparator, route] = timer(1);
    write(&mut hpet, 0, config, 4 << 9 | 1 << 2 | 1 << 1);
    write(&mut hpet, 0, comparator, 0x3_0000_0000);
    write(&mut hpet, 0, route, 0xfee0_0000_0000_0041);
    let [config, comparator, _] = timer(2);
    write(&mut hpet, 0, config, 1 << 8 | 1 << 2);
    write(&mut hpet, 0, comparator, 0x1000);
    start(&mut hpet);
    check("one-shot", hpet, 5 * MS);
}

#[test]
fn periodic() {
    let mut hpet = Hpet::new(3);
    let [config, comparator, _] = timer(0);
    start(&mut hpet);
    write(&mut hpet, MS, config, 1 << 6 | 1 << 3 | 1 << 2);
    write(&mut hpet, MS, comparator, 0x2_0000_0000);
    write(&mut hpet, MS, comparator, 1_000_000);
    check("periodic", hpet, 5 * MS);
}

#[test]
fn stopped() {
    let mut hpet = Hpet::new(3);
    let [config, comparator, _] = timer(0);
    write(&mut hpet, 0, config, 1 << 2);
    write(&mut hpet, 0, comparator, 0x2_0000_0000);
    start(&mut hpet);
    write(&mut hpet, 5 * MS, CONFIGURATION, 0);
    check("stopped", hpet, 9 * MS);
}

#[test]
fn rtc_irq() {
    let mut hpet = Hpet::new(3);
    hpet.set_rtc_interrupt(true, &mut Unwired);
    write(&mut hpet, 0, CONFIGURATION, 2);
    check("rtc-irq", hpet, 0);
}
