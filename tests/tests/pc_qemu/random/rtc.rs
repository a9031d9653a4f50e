//! The MC146818.

use std::ops::Range;

use migration::{load_state_mut, save_state, Error};
use migration_examples::rtc::{registers::*, Rtc};
use migration_tests::{
    qemu::{Qtest, Release},
    Random,
};

use super::{
    check_accesses,
    payloads::{check_payloads, Differences},
    Model,
};
use crate::rtc::RTC;

const BASE: u16 = 0x70;

/// As QEMU's PC with 1 MiB of memory leaves it.
fn rtc() -> Rtc {
    let mut rtc = Rtc::new(1_150_560_081, 0);
    for (index, value) in [(0x14, 0x06), (0x15, 0x80), (0x16, 0x02), (0x38, 0x30), (0x3d, 0x12)] {
        rtc.set_memory(index, value);
    }
    rtc
}

impl Model for Rtc {
    fn access(&mut self, qtest: &mut Qtest, random: &mut Random, now: i64) -> String {
        let register = match random.below(6) {
            0 => random.word() as u8,
            1 => [CENTURY, CENTURY_PS2][random.below(2) as usize],
            2 => REGISTER_A,
            3 => REGISTER_B,
            4 => REGISTER_C,
            _ => random.below(14) as u8,
        };
        self.write(INDEX, register, now);
        qtest.outb(BASE, register);
        if random.below(2) == 0 {
            let (ours, theirs) = (self.read(DATA, now), qtest.inb(BASE + 1));
            assert_eq!(ours, theirs, "register {register:#x} at {now}: here, QEMU");
            return format!("read {register:#x}: {theirs:#x}");
        }
        let value = random.word() as u8;
        let value = match register {
            // Mostly the clock goes.
            REGISTER_A if random.below(4) != 0 => value & 0x0f | 0x20,
            REGISTER_B if random.below(4) != 0 => value & 0x7f,
            _ => value,
        };
        self.write(DATA, value, now);
        qtest.outb(BASE + 1, value);
        format!("write {register:#x}: {value:#x}")
    }

    fn payload(&mut self, now: i64) -> Vec<u8> {
        self.prepare_to_save(now);
        save_state(self).unwrap()
    }

    fn load(&mut self, payload: &[u8], version_id: u8) -> Result<(), Error> {
        load_state_mut(self, payload, version_id)
    }
}

#[test]
#[ignore = "needs QEMU"]
fn accesses() {
    check_accesses(&RTC, &Release::ALL, 3, |_| Box::new(rtc()));
}

/// In QEMU a period mostly begins anew when it is loaded, and what belongs to none is forgotten. Here it goes on.
fn level(payload: &mut [u8]) {
    const PERIOD_ENDS: Range<usize> = 157..173;
    const COALESCED: Range<usize> = 197..201;
    const PERIOD: Range<usize> = 201..205;
    payload[PERIOD_ENDS].fill(0);
    if payload[PERIOD] == [0; 4] {
        payload[COALESCED].fill(0);
    }
}

#[test]
#[ignore = "needs QEMU"]
fn payloads() {
    let differences = Differences { level, refused_here: &[] };
    check_payloads(&RTC, 5, || Box::new(rtc()), &differences);
}
