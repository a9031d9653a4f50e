//! The MC146818.

use migration_tests::golden;
use migration_tests::qemu::{Incoming, Machine, Release};

use super::{pc, Case, Device};

const INDEX: u16 = 0x70;
const DATA: u16 = 0x71;
const REGISTER_A: u8 = 10;
const REGISTER_B: u8 = 11;
const REGISTER_C: usize = 12;

const SECOND: i64 = 1_000_000_000;

pub(super) const RTC: Device = Device {
    name: "mc146818rtc",
    version: 3,
    cases: &[
        Case { name: "reset", now: 0, make: reset },
        Case { name: "memory", now: 0, make: memory },
        Case { name: "alarm", now: 0, make: alarm },
        Case { name: "periodic", now: 5 * SECOND / 4, make: periodic },
        Case { name: "slower", now: 310_000, make: slower },
        Case { name: "set", now: 90 * SECOND, make: set },
        Case { name: "setting", now: 2 * SECOND, make: setting },
        Case { name: "interrupt", now: 0, make: pending },
        Case { name: "reinject", now: 0, make: reinject },
    ],
};

#[test]
#[ignore = "needs QEMU"]
fn goldens_are_what_qemu_writes() {
    RTC.check_goldens();
}

#[test]
#[ignore = "needs QEMU"]
fn goldens_load_in_every_release() {
    RTC.check_loads(&["slower"]);
}

/// A periodic timer that is loaded begins a whole period, whatever was left of it.
#[test]
#[ignore = "needs QEMU"]
fn periods_begin_anew_when_they_are_loaded() {
    for release in Release::ALL {
        let mut pc = pc(release);
        let mut payload = golden::read(RTC.name, "slower", release.number());
        pc.set_clock(310_000);
        RTC.load(&mut pc, &payload);
        let ticks = 310_000 * 32_768 / SECOND + 64;
        let due = (ticks * SECOND / 32_768 + 1).to_be_bytes();
        payload[157..165].copy_from_slice(&due);
        payload[165..173].copy_from_slice(&due);
        assert_eq!(RTC.saved(pc.machine()), payload, "{release}");
    }
}

fn write(machine: &mut Machine, register: u8, value: u8) {
    machine.qtest().outb(INDEX, register);
    machine.qtest().outb(DATA, value);
}

/// Makes the RTC raise its interrupt: an update has ended, and that now interrupts.
pub(super) fn interrupt(pc: &mut Incoming) {
    let mut payload = RTC.saved(pc.machine());
    payload[REGISTER_C] = 0x10;
    RTC.load(pc, &payload);
    write(pc.machine(), REGISTER_B, 0x12);
}

fn reset(release: Release) -> Vec<u8> {
    RTC.saved(pc(release).machine())
}

fn memory(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    for register in 0x40..0x80 {
        write(pc.machine(), register, register ^ 0xa5);
    }
    pc.machine().qtest().outb(INDEX, 0x5d);
    RTC.saved(pc.machine())
}

fn alarm(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    // Binary numbers, 12 hours.
    write(pc.machine(), REGISTER_B, 0x24);
    for (register, value) in [(1, 30), (3, 15), (5, 0x80 | 7)] {
        write(pc.machine(), register, value);
    }
    RTC.saved(pc.machine())
}

fn periodic(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    pc.set_clock(5 * SECOND / 4);
    write(pc.machine(), REGISTER_A, 0x29);
    write(pc.machine(), REGISTER_B, 0x42);
    RTC.saved(pc.machine())
}

/// The rate changes in the middle of a period.
fn slower(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    write(pc.machine(), REGISTER_B, 0x42);
    pc.set_clock(310_000);
    write(pc.machine(), REGISTER_A, 0x27);
    RTC.saved(pc.machine())
}

const DATE: [(u8, u8); 8] = [(0, 0x58), (2, 0x59), (4, 0x23), (6, 0x05), (7, 0x31), (8, 0x12), (9, 0x99), (0x32, 0x19)];

fn set(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    pc.set_clock(3 * SECOND / 2);
    write(pc.machine(), REGISTER_B, 0x82);
    for (register, value) in DATE {
        write(pc.machine(), register, value);
    }
    write(pc.machine(), REGISTER_B, 0x02);
    pc.set_clock(90 * SECOND);
    RTC.saved(pc.machine())
}

fn setting(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    pc.set_clock(SECOND / 3);
    write(pc.machine(), REGISTER_B, 0x8a);
    for (register, value) in &DATE[..4] {
        write(pc.machine(), *register, *value);
    }
    pc.set_clock(2 * SECOND);
    RTC.saved(pc.machine())
}

fn pending(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    interrupt(&mut pc);
    RTC.saved(pc.machine())
}

/// QEMU counts periods that the guest missed only where the host is late; so the state is one that it is given.
fn reinject(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    let mut payload = RTC.saved(pc.machine());
    payload.extend_from_slice(b"\x05\x25mc146818rtc/irq_reinject_on_ack_count\0\0\0\x01\0\x07");
    RTC.load(&mut pc, &payload);
    RTC.saved(pc.machine())
}
