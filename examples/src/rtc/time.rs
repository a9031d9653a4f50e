//! The time in the registers.

use super::calendar::Date;
use super::registers::{
    register_b, AFTERNOON, ANY, CENTURY, DAY, HOURS, MINUTES, MONTH, REGISTER_B, SECONDS, WEEKDAY, YEAR,
};
use super::state::Rtc;

pub(super) const SECOND: u64 = 1_000_000_000;

impl Rtc {
    /// What the clock shows, in nanoseconds since 1970.
    pub(super) fn guest_time(&self, now: i64) -> u64 {
        let since = (now as u64).wrapping_sub(self.last_update).wrapping_add(self.offset as u64);
        self.base.wrapping_mul(SECOND).wrapping_add(since)
    }

    /// Puts the time into the registers, unless the guest sets it.
    pub(super) fn update_registers(&mut self, now: i64) {
        if self.get(REGISTER_B) & register_b::SET != 0 {
            return;
        }
        let date = Date::at(self.guest_time(now) as i64 / SECOND as i64);
        let hours = if self.get(REGISTER_B) & register_b::HOURS_24 != 0 {
            self.encode(date.hour)
        } else {
            let hour = (date.hour + 11) % 12 + 1;
            self.encode(hour) | if date.hour >= 12 { AFTERNOON } else { 0 }
        };
        *self.register(HOURS) = hours;
        for (index, value) in [
            (SECONDS, date.second),
            (MINUTES, date.minute),
            (WEEKDAY, date.weekday() + 1),
            (DAY, date.day),
            (MONTH, date.month),
            (YEAR, date.year % 100),
            (CENTURY, date.year / 100),
        ] {
            *self.register(index) = self.encode(value);
        }
    }

    /// Takes the time from the registers: it is that now.
    pub(super) fn set_time(&mut self, now: i64) {
        let value = |index| self.decode(self.get(index));
        let mut hour = self.decode(self.get(HOURS) & !AFTERNOON);
        if self.get(REGISTER_B) & register_b::HOURS_24 == 0 {
            hour = hour % 12 + if self.get(HOURS) & AFTERNOON != 0 { 12 } else { 0 };
        }
        let date = Date {
            year: value(YEAR) + value(CENTURY) * 100,
            month: value(MONTH),
            day: value(DAY),
            hour,
            minute: value(MINUTES),
            second: value(SECONDS),
        };
        self.base = date.seconds() as u64;
        self.last_update = now as u64;
    }

    fn is_binary(&self) -> bool {
        self.get(REGISTER_B) & register_b::BINARY != 0
    }

    fn encode(&self, value: i64) -> u8 {
        (if self.is_binary() { value } else { value / 10 * 16 + value % 10 }) as u8
    }

    /// The number in a register; -1 for [`ANY`].
    pub(super) fn decode(&self, value: u8) -> i64 {
        if value & ANY == ANY {
            -1
        } else if self.is_binary() {
            value.into()
        } else {
            i64::from(value >> 4) * 10 + i64::from(value & 15)
        }
    }
}
