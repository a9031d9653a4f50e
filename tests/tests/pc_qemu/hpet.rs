//! The HPET.

use migration::{load_state_mut, save_state};
use migration_examples::hpet::Hpet;
use migration_tests::qemu::{full_section, start_of_stream, Incoming, Machine, Release};

use super::{pc, Case, Device};

const BASE: u64 = 0xfed0_0000;
const CONFIG: u64 = 0x10;
const COUNTER: u64 = 0xf0;
const ENABLE: u64 = 1;
const LEGACY: u64 = 2;

const MS: i64 = 1_000_000;

pub(super) const HPET: Device = Device {
    name: "hpet",
    version: 2,
    cases: &[
        Case { name: "reset", now: 0, make: reset },
        Case { name: "counter", now: 0, make: counter },
        Case { name: "enabled", now: 5 * MS, make: enabled },
        Case { name: "one-shot", now: 5 * MS, make: one_shot },
        Case { name: "periodic", now: 5 * MS, make: periodic },
        Case { name: "stopped", now: 9 * MS, make: stopped },
        Case { name: "rtc-irq", now: 0, make: rtc_irq },
    ],
};

#[test]
#[ignore = "needs QEMU"]
fn goldens_are_what_qemu_writes() {
    HPET.check_goldens();
}

#[test]
#[ignore = "needs QEMU"]
fn goldens_load_in_every_release() {
    HPET.check_loads(&[]);
}

fn with_timers(release: Release, timers: u8) -> Incoming {
    let mut pc = Machine::pc(release).arg("-global").arg(&format!("hpet.timers={timers}")).start_incoming();
    pc.load(&start_of_stream()).expect("a stream for every machine");
    pc
}

/// The model's payload with this many timers, the last of which is set.
fn set_timers(timers: u8) -> Vec<u8> {
    let mut hpet = Hpet::new(timers);
    let mut payload = save_state(&hpet).unwrap();
    let fsb = payload.len() - 25;
    payload[fsb..fsb + 8].copy_from_slice(&0xfee0_1000_0000_0041_u64.to_be_bytes());
    load_state_mut(&mut hpet, &payload, 2).unwrap();
    assert_eq!(save_state(&hpet).unwrap(), payload);
    payload
}

#[test]
#[ignore = "needs QEMU"]
fn numbers_of_timers_trade_states() {
    // QEMU has at least 3 timers, whatever it is told, and at most 32.
    for release in Release::ALL {
        for (told, timers) in [(2, 3), (3, 3), (5, 5), (32, 32), (200, 32)] {
            let mut pc = with_timers(release, told);
            assert_eq!(HPET.saved(pc.machine()), save_state(&Hpet::new(timers)).unwrap(), "{release}, {told}");
            let payload = set_timers(timers);
            HPET.load(&mut pc, &payload);
            assert_eq!(HPET.saved(pc.machine()), payload, "{release}, {told}");
        }
    }
}

#[test]
#[ignore = "needs QEMU"]
fn other_numbers_of_timers_are_refused() {
    for (here, there) in [(3, 4), (4, 3), (32, 3), (3, 32), (3, 2)] {
        let payload = save_state(&Hpet::new(there)).unwrap();
        load_state_mut(&mut Hpet::new(here), &payload, 2).unwrap_err();
        let refused = with_timers(Release::V10_0, here).load(&full_section(HPET.name, 0, HPET.version, &payload));
        let errors = refused.unwrap_err().errors;
        assert!(errors.contains("num_timers must match"), "{here}, {there}: {errors}");
    }
}

fn write(pc: &mut Incoming, offset: u64, value: u64) {
    pc.machine().qtest().writel(BASE + offset, value as u32);
    if value >> 32 != 0 {
        pc.machine().qtest().writel(BASE + offset + 4, (value >> 32) as u32);
    }
}

/// Configuration, comparator and route of a timer.
fn timer(index: u64) -> [u64; 3] {
    [0, 8, 16].map(|offset| 0x100 + 0x20 * index + offset)
}

fn reset(release: Release) -> Vec<u8> {
    HPET.saved(pc(release).machine())
}

fn counter(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    write(&mut pc, COUNTER, 0x1234_5678_9abc_def0);
    HPET.saved(pc.machine())
}

fn start(pc: &mut Incoming) {
    write(pc, COUNTER, 0x1_2345_6789);
    pc.set_clock(MS);
    write(pc, CONFIG, ENABLE);
}

fn enabled(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    start(&mut pc);
    pc.set_clock(5 * MS);
    HPET.saved(pc.machine())
}

fn one_shot(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    let [config, comparator, route] = timer(1);
    // Interrupt input 4, level-triggered, 64 bits wide.
    write(&mut pc, config, 4 << 9 | 1 << 2 | 1 << 1);
    write(&mut pc, comparator, 0x3_0000_0000);
    // A message instead of an input, 32 bits wide: it wraps before it is due.
    write(&mut pc, route, 0xfee0_0000_0000_0041);
    let [config, comparator, _] = timer(2);
    write(&mut pc, config, 1 << 8 | 1 << 2);
    write(&mut pc, comparator, 0x1000);
    start(&mut pc);
    pc.set_clock(5 * MS);
    HPET.saved(pc.machine())
}

fn periodic(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    let [config, comparator, _] = timer(0);
    start(&mut pc);
    // Periodic, first the comparator, then the period.
    write(&mut pc, config, 1 << 6 | 1 << 3 | 1 << 2);
    write(&mut pc, comparator, 0x2_0000_0000);
    write(&mut pc, comparator, 1_000_000);
    pc.set_clock(5 * MS);
    HPET.saved(pc.machine())
}

fn stopped(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    let [config, comparator, _] = timer(0);
    write(&mut pc, config, 1 << 2);
    write(&mut pc, comparator, 0x2_0000_0000);
    start(&mut pc);
    pc.set_clock(5 * MS);
    write(&mut pc, CONFIG, 0);
    pc.set_clock(9 * MS);
    HPET.saved(pc.machine())
}

fn rtc_irq(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    super::rtc::interrupt(&mut pc);
    write(&mut pc, CONFIG, LEGACY);
    HPET.saved(pc.machine())
}
