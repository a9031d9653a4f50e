//! The lines from and to a modem.

use migration::Timer;

use super::registers::{interrupt_enable, modem_status};
use super::state::{Line, Serial};

/// How often the modem's lines are looked at, in nanoseconds, while their changes interrupt.
const POLL: i64 = 10_000_000;

impl Serial {
    /// Whether there is a modem at the far end.
    pub(super) fn has_modem(&self) -> bool {
        self.poll_msl >= 0
    }

    pub(super) fn update_modem(&mut self, now: i64, line: &impl Line) {
        let Some(levels) = line.modem_levels() else {
            self.poll_msl = -1;
            return;
        };
        let before = self.msr;
        self.msr = before & !modem_status::LEVELS | levels & modem_status::LEVELS;
        if self.msr != before {
            self.msr |= (self.msr ^ before) >> 4;
            let rings_no_more = before & modem_status::RI != 0;
            if !rings_no_more {
                self.msr &= !modem_status::RING_ENDED;
            }
            self.update_interrupt();
        }
        if self.poll_msl != 0 {
            self.modem_status_poll = Timer::at(now.saturating_add(POLL));
        }
    }

    /// The modem is watched as long as its changes interrupt.
    pub(super) fn watch_modem(&mut self, now: i64, line: &impl Line) {
        if !self.has_modem() {
            return;
        }
        if self.ier & interrupt_enable::MODEM_STATUS != 0 {
            self.poll_msl = 1;
            self.update_modem(now, line);
        } else {
            self.poll_msl = 0;
            self.modem_status_poll = Timer::STOPPED;
        }
    }

    pub(super) fn control_modem(&mut self, value: u8, now: i64, line: &mut impl Line) {
        let changed = self.mcr != value;
        self.mcr = value;
        if !self.is_loopback() && self.has_modem() && changed {
            line.set_modem_control(value);
            // The far end may answer to it.
            self.modem_status_poll = Timer::at(now.saturating_add(self.character_time));
        }
    }

    /// In loopback the outputs are the inputs (sheet, 8.8).
    pub(super) fn take_modem_status(&mut self, now: i64, line: &impl Line) -> u8 {
        if self.is_loopback() {
            return self.mcr << 4 & 0xc0 | self.mcr << 3 & 0x10 | self.mcr << 5 & 0x20;
        }
        if self.has_modem() {
            self.update_modem(now, line);
        }
        let value = self.msr;
        if value & modem_status::CHANGES != 0 {
            self.msr &= modem_status::LEVELS;
            self.update_interrupt();
        }
        value
    }
}
