//! The periodic interrupt.

use migration::Timer;

use super::registers::{register_a, register_b, register_c, REGISTER_A, REGISTER_B, REGISTER_C};
use super::state::Rtc;

/// Ticks in a second.
const FREQUENCY: i128 = 32_768;

const SECOND: i128 = 1_000_000_000;

fn ticks(nanoseconds: i64) -> i128 {
    i128::from(nanoseconds) * FREQUENCY / SECOND
}

impl Rtc {
    /// Ticks from one interrupt to the next by the registers; 0 for none (sheet, table 5).
    pub(super) fn configured_period(&self) -> u32 {
        let rate = self.get(REGISTER_A) & register_a::RATE;
        let is_on = self.get(REGISTER_B) & register_b::PERIODIC != 0;
        match rate {
            0 => 0,
            _ if !is_on => 0,
            // The two slowest settings of a faster clock.
            1 | 2 => 1 << (rate + 6),
            _ => 1 << (rate - 1),
        }
    }

    /// Starts a period. Where the guest has changed its length, it is as if it had begun with the last interrupt.
    pub(super) fn start_period(&mut self, now: i64, old_period: u32, is_change: bool) {
        self.period = self.configured_period();
        if self.period == 0 {
            self.irq_coalesced = 0;
            self.periodic_timer = Timer::STOPPED;
            return;
        }
        let (now, period) = (ticks(now), i128::from(self.period));
        let lost = if is_change && old_period != 0 {
            let last = ticks(self.next_periodic_time) - i128::from(old_period);
            (now - last).clamp(0, period)
        } else {
            0
        };
        self.next_periodic_time = ((now + period - lost) * SECOND / FREQUENCY + 1) as i64;
        self.periodic_timer = Timer::at(self.next_periodic_time);
    }

    pub(super) fn end_period(&mut self) {
        self.start_period(self.next_periodic_time, self.period, false);
        *self.register(REGISTER_C) |= register_b::PERIODIC;
        if self.get(REGISTER_B) & register_b::PERIODIC != 0 {
            *self.register(REGISTER_C) |= register_c::INTERRUPT;
        }
    }
}
