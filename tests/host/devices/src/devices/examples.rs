//! The example devices, in states to which random accesses lead.

use std::ffi::CStr;

use migration_examples::{hpet, hpet::Hpet, pit::Pit, pl011::Registers, rtc::Rtc, serial, serial::IsaSerial};

use crate::{
    board::Emulated,
    random::{Any, Random},
};

const ACCESSES: u64 = 60;

/// A line whose far end takes what it likes.
struct Line {
    takes: bool,
}

impl serial::Line for Line {
    fn transmit(&mut self, _character: u8) -> bool {
        self.takes
    }
}

struct Outputs;

impl hpet::Outputs for Outputs {
    fn set_interrupt(&mut self, _input: u8, _level: bool) {}

    fn pulse_interrupt(&mut self, _input: u8) {}

    fn send_message(&mut self, _address: u32, _data: u32) {}
}

impl Any for Registers {
    fn any(random: &mut Random) -> Self {
        let mut registers = Self::default();
        for _ in 0..ACCESSES {
            let offset = random.below(0x50 / 4) * 4;
            match random.below(4) {
                0 => drop(registers.receive(&<[u8; 3]>::any(random))),
                1 => drop(registers.read(offset)),
                _ => drop(registers.write(offset, u32::any(random))),
            }
        }
        registers
    }
}

impl Any for IsaSerial {
    fn any(random: &mut Random) -> Self {
        let mut line = Line { takes: true };
        let mut device = Self::default();
        for now in (0..ACCESSES as i64).map(|step| step * 1_000_000) {
            line.takes = random.chance();
            let offset = random.below(8) as u8;
            match random.below(5) {
                0 => device.state.receive(&<[u8; 2]>::any(random), now),
                1 => drop(device.state.read(offset, now, &mut line)),
                2 => device.state.run(now, &line),
                _ => device.state.write(offset, u8::any(random), now, &mut line),
            }
        }
        device
    }
}

impl Any for Pit {
    fn any(random: &mut Random) -> Self {
        let mut pit = Self::new(0);
        for now in (0..ACCESSES as i64).map(|step| step * 777_777) {
            match random.below(4) {
                0 => drop(pit.read(random.below(3) as u8, now)),
                1 => pit.run(now),
                _ => pit.write(random.below(4) as u8, u8::any(random), now),
            }
        }
        pit
    }
}

impl Any for Rtc {
    fn any(random: &mut Random) -> Self {
        let mut rtc = Self::new(1_700_000_000, 0);
        for now in (0..ACCESSES as i64).map(|step| step * 333_333_333) {
            match random.below(4) {
                0 => drop(rtc.read(random.below(2) as u8, now)),
                1 => rtc.run(now),
                _ => rtc.write(random.below(2) as u8, u8::any(random), now),
            }
        }
        rtc
    }
}

impl Any for Hpet {
    fn any(random: &mut Random) -> Self {
        let mut hpet = Self::new(3);
        for now in (0..ACCESSES as i64).map(|step| step * 10_000) {
            let offset = random.below(0x160 / 4) * 4;
            match random.below(4) {
                0 => drop(hpet.read(offset, 4, now)),
                1 => hpet.run(now, &mut Outputs),
                _ => hpet.write(offset, 4, u64::from(u32::any(random)), now, &mut Outputs),
            }
        }
        hpet
    }
}

impl Emulated for Registers {
    const NAME: &'static CStr = c"pl011-board";
}

impl Emulated for IsaSerial {
    const NAME: &'static CStr = c"serial-board";
}

impl Emulated for Pit {
    const NAME: &'static CStr = c"i8254-board";
}

impl Emulated for Rtc {
    const NAME: &'static CStr = c"mc146818rtc-board";
}

impl Emulated for Hpet {
    const NAME: &'static CStr = c"hpet-board";
}
