//! What the guest reads and writes.

use super::registers::{
    configuration, timer_configuration, CAPABILITIES, CONFIGURATION, COUNTER, IDENTIFICATION, LAST_TIMER_SHIFT, SIZE,
    STATUS, TIMERS, TIMER_COMPARATOR, TIMER_CONFIGURATION, TIMER_ROUTE, TIMER_SIZE,
};
use super::state::{Hpet, Outputs};

/// The part of a register that an access of 4 or 8 bytes takes.
#[derive(Clone, Copy)]
struct Part {
    shift: u32,
    mask: u64,
}

impl Part {
    fn of(offset: u64, size: u8) -> Self {
        let shift = if offset & 4 == 0 { 0 } else { 32 };
        let mask = if shift == 0 && size == 8 { u64::MAX } else { u64::from(u32::MAX) << shift };
        Self { shift, mask }
    }

    fn get(self, register: u64) -> u64 {
        (register & self.mask) >> self.shift
    }

    /// The register with the part written.
    fn set(self, register: u64, value: u64) -> u64 {
        register & !self.mask | value << self.shift & self.mask
    }
}

/// The timer at an offset, and which of its registers.
fn timer_register(offset: u64) -> Option<(usize, u64)> {
    let inside = offset.checked_sub(TIMERS).filter(|_| offset < SIZE)?;
    Some(((inside / TIMER_SIZE) as usize, (inside % TIMER_SIZE) & !7))
}

impl Hpet {
    /// The guest reads 4 or 8 bytes at `offset`. There is nothing but zero to read where no register is.
    pub fn read(&self, offset: u64, size: u8, now: i64) -> u64 {
        let register = if let Some((index, register)) = timer_register(offset) {
            let Some(timer) = self.timer[..self.count()].get(index) else {
                return 0;
            };
            match register {
                TIMER_CONFIGURATION => timer.config,
                TIMER_COMPARATOR => timer.cmp,
                TIMER_ROUTE => timer.fsb,
                _ => 0,
            }
        } else {
            match offset & !7 {
                CAPABILITIES => IDENTIFICATION | u64::from(self.num_timers - 1) << LAST_TIMER_SHIFT,
                CONFIGURATION => self.config,
                STATUS => self.isr,
                COUNTER => self.counter(now),
                _ => 0,
            }
        };
        Part::of(offset, size).get(register)
    }

    /// The guest writes 4 or 8 bytes at `offset`. Nothing happens where there is no register, or a read-only one.
    pub fn write(&mut self, offset: u64, size: u8, value: u64, now: i64, outputs: &mut impl Outputs) {
        let part = Part::of(offset, size);
        if let Some((index, register)) = timer_register(offset) {
            if index < self.count() {
                match register {
                    TIMER_CONFIGURATION => self.configure_timer(index, part, value, now, outputs),
                    TIMER_COMPARATOR => self.set_comparator(index, part, value, now),
                    TIMER_ROUTE => self.timer[index].fsb = part.set(self.timer[index].fsb, value),
                    _ => {}
                }
            }
            return;
        }
        match offset & !7 {
            CONFIGURATION => {
                let value = part.set(self.config, value) & configuration::MASK;
                self.configure(value | self.config & !configuration::MASK, now, outputs);
            }
            STATUS => {
                let cleared = part.set(0, value);
                for index in 0..self.count() {
                    if self.is_pending(index) && cleared & 1 << index != 0 {
                        self.interrupt(index, false, outputs);
                    }
                }
            }
            COUNTER => self.counter = part.set(self.counter, value),
            _ => {}
        }
    }

    fn configure_timer(&mut self, index: usize, part: Part, value: u64, now: i64, outputs: &mut impl Outputs) {
        let before = self.timer[index].config;
        let writable = timer_configuration::MASK;
        let value = before & !writable | part.set(before, value) & writable;
        if before & !value & timer_configuration::LEVEL != 0 {
            // As long as the timer still has the interrupt.
            self.interrupt(index, false, outputs);
        }
        self.timer[index].config = value;
        if value & !before & timer_configuration::ENABLE != 0 && self.is_pending(index) {
            self.interrupt(index, true, outputs);
        }
        let timer = &mut self.timer[index];
        if timer.is_narrow() {
            timer.cmp &= u64::from(u32::MAX);
            timer.period &= u64::from(u32::MAX);
        }
        if self.is_enabled() {
            self.start_timer(index, now);
        }
    }

    /// Of a periodic timer it is the period, and the comparator only when the guest says so (specification,
    /// 2.3.9.2.2).
    fn set_comparator(&mut self, index: usize, mut part: Part, mut value: u64, now: i64) {
        let timer = &mut self.timer[index];
        if timer.is_narrow() {
            if part.shift != 0 {
                return;
            }
            (part, value) = (Part { shift: 0, mask: u64::MAX }, value & u64::from(u32::MAX));
        }
        if !timer.is_periodic() || timer.config & timer_configuration::SET_COMPARATOR != 0 {
            timer.cmp = part.set(timer.cmp, value);
        }
        if timer.is_periodic() {
            timer.period = part.set(timer.period, value);
        }
        timer.config &= !timer_configuration::SET_COMPARATOR;
        if self.is_enabled() {
            self.start_timer(index, now);
        }
    }
}
