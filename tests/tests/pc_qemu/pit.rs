//! The i8254.

use migration_tests::qemu::{Incoming, Release};

use super::{pc, Case, Device};

const CONTROL: u16 = 0x43;
const SPEAKER: u16 = 0x61;
const HPET_CONFIG: u64 = 0xfed0_0010;

const MS: i64 = 1_000_000;

pub(super) const PIT: Device = Device {
    name: "i8254",
    version: 3,
    cases: &[
        Case { name: "reset", now: 0, make: reset },
        Case { name: "rate", now: 3 * MS, make: rate },
        Case { name: "modes", now: 7 * MS, make: modes },
        Case { name: "latched", now: 2 * MS, make: latched },
        Case { name: "half", now: 2 * MS, make: half },
        Case { name: "no-interrupt", now: 0, make: no_interrupt },
    ],
};

#[test]
#[ignore = "needs QEMU"]
fn goldens_are_what_qemu_writes() {
    PIT.check_goldens();
}

#[test]
#[ignore = "needs QEMU"]
fn goldens_load_in_every_release() {
    PIT.check_loads(&[]);
}

fn control(pc: &mut Incoming, value: u8) {
    pc.machine().qtest().outb(CONTROL, value);
}

fn write(pc: &mut Incoming, channel: u16, values: &[u8]) {
    for value in values {
        pc.machine().qtest().outb(0x40 + channel, *value);
    }
}

fn read(pc: &mut Incoming, channel: u16) -> u8 {
    pc.machine().qtest().inb(0x40 + channel)
}

/// Channel 0 as PCs run it, but at time `now`.
fn start(pc: &mut Incoming, now: i64) {
    pc.set_clock(now);
    control(pc, 0x34);
    write(pc, 0, &[0x9c, 0x2e]);
}

fn reset(release: Release) -> Vec<u8> {
    PIT.saved(pc(release).machine())
}

fn rate(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    start(&mut pc, MS);
    pc.set_clock(3 * MS);
    PIT.saved(pc.machine())
}

fn modes(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    pc.set_clock(MS);
    // Mode 0, low byte only.
    control(&mut pc, 0x10);
    write(&mut pc, 0, &[0x80]);
    pc.set_clock(2 * MS);
    // Mode 5, high byte only, decimal.
    control(&mut pc, 0x6b);
    write(&mut pc, 1, &[0x45]);
    pc.set_clock(3 * MS);
    // Mode 3, both bytes; the gate rises later.
    pc.machine().qtest().outb(SPEAKER, 0);
    control(&mut pc, 0xb6);
    write(&mut pc, 2, &[0xa9, 0x04]);
    pc.set_clock(4 * MS);
    pc.machine().qtest().outb(SPEAKER, 3);
    pc.set_clock(7 * MS);
    PIT.saved(pc.machine())
}

/// Latched counts and a latched status, one of them read half way.
fn latched(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    start(&mut pc, MS);
    control(&mut pc, 0x7a);
    write(&mut pc, 1, &[0x34, 0x12]);
    pc.set_clock(2 * MS);
    control(&mut pc, 0x00);
    read(&mut pc, 0);
    // Read back: the count of channel 1, then the status of channels 1 and 2.
    control(&mut pc, 0xd4);
    control(&mut pc, 0xec);
    PIT.saved(pc.machine())
}

/// A count that is half read, and one that is half written.
fn half(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    start(&mut pc, MS);
    control(&mut pc, 0xb8);
    write(&mut pc, 2, &[0x77]);
    pc.set_clock(2 * MS);
    read(&mut pc, 0);
    PIT.saved(pc.machine())
}

/// The HPET takes over the interrupt of channel 0.
fn no_interrupt(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    pc.machine().qtest().writel(HPET_CONFIG, 2);
    PIT.saved(pc.machine())
}
