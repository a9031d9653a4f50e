//! The 16550.

use migration::{load_state_mut, save_state, Error};
use migration_examples::serial::{registers::*, IsaSerial, Line, FIFO_DEPTH};
use migration_tests::{
    qemu::{Qtest, Release},
    Random,
};

use super::{
    check_accesses,
    payloads::{check_payloads, Differences},
    Model,
};
use crate::serial::SERIAL;

const BASE: u16 = 0x3f8;

/// Takes everything, as QEMU's `-serial null`.
struct Null;

impl Line for Null {
    fn transmit(&mut self, _character: u8) -> bool {
        true
    }
}

impl Model for IsaSerial {
    fn access(&mut self, qtest: &mut Qtest, random: &mut Random, now: i64) -> String {
        let offset = random.below(SIZE.into()) as u8;
        if random.below(2) == 0 {
            let (ours, theirs) = (self.state.read(offset, now, &mut Null), qtest.inb(BASE + u16::from(offset)));
            assert_eq!(ours, theirs, "register {offset}: here, QEMU");
            return format!("read {offset}: {theirs:#x}");
        }
        let value = random.word() as u8;
        let value = match offset {
            // Mostly the data is accessible, the FIFOs are on, and what is sent comes back.
            LCR if random.below(4) != 0 => value & 0x7f,
            FCR if random.below(4) != 0 => value & 0xc0 | 1,
            MCR if random.below(4) != 0 => value | 0x10,
            _ => value,
        };
        self.state.write(offset, value, now, &mut Null);
        qtest.outb(BASE + u16::from(offset), value);
        format!("write {offset}: {value:#x}")
    }

    fn payload(&mut self, _now: i64) -> Vec<u8> {
        save_state(self).unwrap()
    }

    fn load(&mut self, payload: &[u8], version_id: u8) -> Result<(), Error> {
        load_state_mut(self, payload, version_id)
    }
}

/// QEMU does not clear the memory of its FIFOs, so it goes out as it happens to be. Characters in loopback clear it.
fn with_clear_fifos(qtest: &mut Qtest) -> Box<dyn Model> {
    let mut device = IsaSerial::default();
    let characters = [(DATA, 0); FIFO_DEPTH];
    for (offset, value) in [&[(MCR, 0x10), (FCR, 1)][..], &characters, &[(FCR, 0), (MCR, 0x08)]].concat() {
        device.state.write(offset, value, 0, &mut Null);
        qtest.outb(BASE + u16::from(offset), value);
    }
    Box::new(device)
}

#[test]
#[ignore = "needs QEMU"]
fn accesses() {
    check_accesses(&SERIAL, &Release::ALL, 1, with_clear_fifos);
}

#[test]
#[ignore = "needs QEMU"]
fn payloads() {
    // QEMU would read and write outside of the FIFO.
    let refused_here = &["expected a position below 16", "expected at most 16 bytes"];
    let differences = Differences { level: |_| {}, refused_here };
    check_payloads(&SERIAL, 5, || Box::new(IsaSerial::default()), &differences);
}
