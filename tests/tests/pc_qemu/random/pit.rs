//! The i8254.

use migration::{load_state_mut, save_state, Error};
use migration_examples::pit::{registers::CONTROL, Pit};
use migration_tests::{
    qemu::{Qtest, Release},
    Random,
};

use super::{
    check_accesses,
    payloads::{check_payloads, Differences},
    Model,
};
use crate::pit::PIT;

const BASE: u16 = 0x40;
const SPEAKER: u16 = 0x61;

impl Model for Pit {
    fn access(&mut self, qtest: &mut Qtest, random: &mut Random, now: i64) -> String {
        let (offset, value) = (random.below(5) as u8, random.word() as u8);
        match (offset, random.below(2)) {
            (4, _) => {
                self.set_gate(2, value & 1 != 0, now);
                qtest.outb(SPEAKER, value);
                format!("gate {}", value & 1)
            }
            (_, 0) => {
                let (ours, theirs) = (self.read(offset, now), qtest.inb(BASE + u16::from(offset)));
                assert_eq!(ours, theirs, "register {offset} at {now}: here, QEMU");
                format!("read {offset}: {theirs:#x}")
            }
            _ => {
                // Short periods too.
                let value = if offset != CONTROL && random.below(3) == 0 { value & 3 } else { value };
                self.write(offset, value, now);
                qtest.outb(BASE + u16::from(offset), value);
                format!("write {offset}: {value:#x}")
            }
        }
    }

    fn payload(&mut self, _now: i64) -> Vec<u8> {
        save_state(self).unwrap()
    }

    fn load(&mut self, payload: &[u8], version_id: u8) -> Result<(), Error> {
        load_state_mut(self, payload, version_id)
    }
}

/// In release 7.2 the output of mode 1 is the wrong way round.
#[test]
#[ignore = "needs QEMU"]
fn accesses() {
    check_accesses(&PIT, &[Release::V10_0], 2, |_| Box::new(Pit::new(0)));
}

#[test]
#[ignore = "needs QEMU"]
fn payloads() {
    // QEMU would divide by such a count, and takes any byte for a mode.
    let refused_here = &["expected a value in 1..=65536", "expected a value of `Mode`", "expected a value of `Access`"];
    let differences = Differences { level: |_| {}, refused_here };
    check_payloads(&PIT, 5, || Box::new(Pit::new(0)), &differences);
}
