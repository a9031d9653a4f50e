//! All example devices in one machine.

use std::sync::{Mutex, PoisonError};

use migration::{Limits, Machine};
use migration_examples::{
    hpet::{Hpet, Outputs},
    pit::Pit,
    pl011::Pl011,
    rtc::Rtc,
    serial::{IsaSerial, Line, Serial},
};

use crate::uart::{uart, Unplugged};

/// Interrupt lines that nobody watches.
#[derive(Debug)]
struct Unwired;

impl Outputs for Unwired {
    fn set_interrupt(&mut self, _input: u8, _level: bool) {}
    fn pulse_interrupt(&mut self, _input: u8) {}
    fn send_message(&mut self, _address: u32, _data: u32) {}
}

/// A terminal that takes every second character.
#[derive(Debug)]
struct Slow(bool);

impl Line for Slow {
    fn transmit(&mut self, _character: u8) -> bool {
        self.0 = !self.0;
        self.0
    }

    fn modem_levels(&self) -> Option<u8> {
        Some(0xb0)
    }
}

/// A PL011, a 16550, an i8254, an MC146818 and an HPET.
#[derive(Debug)]
pub struct Board {
    uart: Pl011<Unplugged>,
    serial: Mutex<IsaSerial>,
    pit: Mutex<Pit>,
    rtc: Mutex<Rtc>,
    hpet: Mutex<Hpet>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            uart: uart(),
            serial: Mutex::new(IsaSerial { state: Serial::new(0, &Slow(false)) }),
            pit: Mutex::new(Pit::new(0)),
            rtc: Mutex::new(Rtc::new(1_000_000_000, 0)),
            hpet: Mutex::new(Hpet::new(3)),
        }
    }
}

/// What is behind a lock that no thread poisons.
fn with<T, R>(lock: &Mutex<T>, act: impl FnOnce(&mut T) -> R) -> R {
    act(&mut lock.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Board {
    /// The name of the machine.
    pub const NAME: &'static str = "board";

    /// The devices in a machine, which takes little memory for a load.
    ///
    /// # Panics
    ///
    /// Never: the tables of the devices are sound.
    pub fn machine(&self) -> Machine<'_> {
        let limits = Limits::default().with_memory(1 << 20);
        let mut machine = Machine::new(Self::NAME).with_limits(limits);
        let registered = machine
            .register(self.uart.state())
            .and_then(|()| machine.register(&self.serial))
            .and_then(|()| machine.register(&self.pit))
            .and_then(|()| machine.register(&self.rtc))
            .and_then(|()| machine.register(&self.hpet));
        registered.expect("the tables are sound");
        machine
    }

    /// Uses the registers as a guest would: each operation is four bytes of the script, device and offset, value, and how much
    /// time goes by.
    pub fn drive(&self, script: &[u8]) {
        let mut now = 0_i64;
        for step in script.chunks_exact(4) {
            let [which, offset, value, time] = [step[0], step[1], step[2], step[3]];
            now = now.saturating_add(i64::from(time) << (offset >> 4));
            self.access(which, offset, value, now);
        }
        with(&self.rtc, |rtc| rtc.prepare_to_save(now));
        with(&self.hpet, |hpet| hpet.prepare_to_save(now));
    }

    fn access(&self, which: u8, offset: u8, value: u8, now: i64) {
        let writes = which & 0x80 != 0;
        match which % 10 {
            0 => {
                let offset = u64::from(offset) << 2;
                if writes {
                    self.uart.write(offset, u32::from(value) << (which >> 4 & 6));
                } else {
                    self.uart.read(offset);
                }
            }
            1 => drop(self.uart.receive(&[value; 3][..usize::from(offset % 4)])),
            2 => with(&self.serial, |serial| {
                let mut line = Slow(value & 1 == 0);
                if writes {
                    serial.state.write(offset % 8, value, now, &mut line);
                } else {
                    serial.state.read(offset % 8, now, &mut line);
                }
            }),
            3 => with(&self.serial, |serial| {
                let mut line = Slow(value & 1 == 0);
                serial.state.receive(&[value; 3][..usize::from(offset % 4)], now);
                serial.state.retry(now, &mut line);
                serial.state.run(now, &line);
            }),
            4 => with(&self.pit, |pit| {
                if writes {
                    pit.write(offset % 4, value, now);
                } else {
                    pit.read(offset % 4, now);
                }
            }),
            5 => with(&self.pit, |pit| {
                pit.set_gate(usize::from(offset % 3), writes, now);
                pit.set_interrupt_enabled(value & 1 != 0, now);
                pit.run(now);
                pit.interrupt(now);
            }),
            6 => with(&self.rtc, |rtc| {
                if writes {
                    rtc.write(offset % 2, value, now);
                } else {
                    rtc.read(offset % 2, now);
                }
            }),
            7 => with(&self.rtc, |rtc| {
                rtc.run(now);
                rtc.interrupt();
            }),
            8 => with(&self.hpet, |hpet| {
                let offset = u64::from(offset) << 2;
                let size = if value & 1 == 0 { 4 } else { 8 };
                if writes {
                    hpet.write(offset, size, u64::from(value) << (which & 0x30), now, &mut Unwired);
                } else {
                    hpet.read(offset, size, now);
                }
            }),
            _ => with(&self.hpet, |hpet| {
                hpet.run(now, &mut Unwired);
                hpet.set_rtc_interrupt(writes, &mut Unwired);
                hpet.set_pit_interrupt(value & 1 != 0, &mut Unwired);
            }),
        }
    }

    /// All there is in the devices, what does not travel included.
    pub fn shown(&self) -> String {
        format!("{self:?}")
    }
}
