//! The HPET.

use migration::{load_state_mut, save_state, Error};
use migration_examples::hpet::{registers::*, Hpet, Outputs};
use migration_tests::{
    qemu::{Qtest, Release},
    Random,
};

use super::{
    check_accesses,
    payloads::{check_payloads, Differences},
    Model,
};
use crate::hpet::HPET;

const BASE: u64 = 0xfed0_0000;

struct Unwired;

impl Outputs for Unwired {
    fn set_interrupt(&mut self, _input: u8, _level: bool) {}
    fn pulse_interrupt(&mut self, _input: u8) {}
    fn send_message(&mut self, _address: u32, _data: u32) {}
}

/// QEMU has the registers of one timer too many, whose values do not migrate.
fn anywhere(random: &mut Random) -> u64 {
    let offset = u64::from(random.below(SIZE as u32 / 4)) * 4;
    let surplus = timer(3)[0]..timer(4)[0];
    if surplus.contains(&offset) {
        offset + TIMER_SIZE
    } else {
        offset
    }
}

impl Model for Hpet {
    fn access(&mut self, qtest: &mut Qtest, random: &mut Random, now: i64) -> String {
        let register = match random.below(8) {
            0 => CONFIGURATION,
            1 => STATUS,
            2 => COUNTER,
            3 => anywhere(random),
            _ => timer(random.below(3).into())[random.below(3) as usize],
        };
        let offset = register | u64::from(random.below(4) == 0) << 2;
        if random.below(3) == 0 {
            let (ours, theirs) = (self.read(offset, 4, now), u64::from(qtest.readl(BASE + offset)));
            assert_eq!(ours, theirs, "register {offset:#x} at {now}: here, QEMU");
            return format!("read {offset:#x}: {theirs:#x}");
        }
        let value = match random.below(3) {
            0 => u64::from(random.word()),
            1 => u64::from(random.below(0x100)),
            // Not long from now.
            _ => (now as u64 / 10) & 0xffff_ffff,
        };
        self.write(offset, 4, value, now, &mut Unwired);
        qtest.writel(BASE + offset, value as u32);
        format!("write {offset:#x}: {value:#x}")
    }

    fn payload(&mut self, now: i64) -> Vec<u8> {
        self.prepare_to_save(now);
        save_state(self).unwrap()
    }

    fn load(&mut self, payload: &[u8], version_id: u8) -> Result<(), Error> {
        load_state_mut(self, payload, version_id)
    }
}

/// Release 7.2 stops a timer whose comparator is too far ahead; 10.0 takes it for one that has matched.
#[test]
#[ignore = "needs QEMU"]
fn accesses() {
    check_accesses(&HPET, &[Release::V10_0], 4, |_| Box::new(Hpet::default()));
}

#[test]
#[ignore = "needs QEMU"]
fn payloads() {
    let differences = Differences { level: |_| {}, refused_here: &[] };
    check_payloads(&HPET, 5, || Box::new(Hpet::default()), &differences);
}
