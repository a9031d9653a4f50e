//! The end of an update, and the alarm.

use migration::Timer;

use super::registers::{
    register_a, register_b, register_c, AFTERNOON, HOURS, HOURS_ALARM, MINUTES, MINUTES_ALARM, REGISTER_A, REGISTER_B,
    REGISTER_C, SECONDS, SECONDS_ALARM,
};
use super::state::Rtc;
use super::time::SECOND;

/// How long before an update its bit is set (sheet, "Update Cycle"): eight ticks of 32 768 a second.
const UPDATING: u64 = 8 * SECOND / 32_768;

const DAY: i64 = 86_400;

/// Any value matches.
const ANY: i64 = -1;

impl Rtc {
    /// Finds out when the next update ends. While one is unread, the next is that of the alarm.
    pub(super) fn schedule_update(&mut self, now: i64) {
        if self.get(REGISTER_A) & register_a::HELD == register_a::HELD {
            self.update_timer = Timer::STOPPED;
            return;
        }
        let next = (now as u64).wrapping_add(SECOND - self.guest_time(now) % SECOND);
        self.update_registers(now);
        // The first of the seconds ends with this update.
        self.next_alarm_time = next.wrapping_add((self.seconds_to_alarm() as u64).wrapping_sub(1).wrapping_mul(SECOND));
        let is_unread = self.get(REGISTER_C) & register_b::UPDATE != 0;
        self.update_timer = Timer::at(if is_unread { self.next_alarm_time } else { next } as i64);
    }

    pub(super) fn end_update(&mut self, now: i64) {
        let mut ended = register_b::UPDATE;
        if now as u64 >= self.next_alarm_time {
            ended |= register_b::ALARM;
        }
        *self.register(REGISTER_A) &= !register_a::UPDATING;
        let new = ended & !self.get(REGISTER_C);
        *self.register(REGISTER_C) |= ended;
        if new & self.get(REGISTER_B) != 0 {
            *self.register(REGISTER_C) |= register_c::INTERRUPT;
        }
        self.schedule_update(now);
    }

    /// Whether the time is about to change. Once it is, it stays so until it has.
    pub(super) fn is_updating(&mut self, now: i64) -> bool {
        if !self.is_running() {
            return false;
        }
        let is_due = |time: i64| now as u64 >= (time as u64).saturating_sub(UPDATING);
        if self.update_timer.expires().is_some_and(is_due) {
            *self.register(REGISTER_A) |= register_a::UPDATING;
            return true;
        }
        self.guest_time(now) % SECOND >= SECOND - UPDATING
    }

    /// Whether it is morning or afternoon is told from the time in both cases.
    fn hour(&self, index: u8) -> i64 {
        let hour = self.decode(self.get(index));
        if hour == ANY || self.get(REGISTER_B) & register_b::HOURS_24 != 0 {
            return hour;
        }
        hour % 12 + if self.get(HOURS) & AFTERNOON != 0 { 12 } else { 0 }
    }

    /// From the time in the registers to the alarm, 1 to a day.
    fn seconds_to_alarm(&self) -> i64 {
        let of = |index| self.decode(self.get(index));
        let current = [self.hour(HOURS), of(MINUTES), of(SECONDS)];
        let alarm = [self.hour(HOURS_ALARM), of(MINUTES_ALARM), of(SECONDS_ALARM)];
        let seconds = |[hour, minute, second]: [i64; 3]| hour * 3600 + minute * 60 + second;
        let difference = seconds(first_match(current, alarm)) - seconds(current);
        if difference <= 0 {
            difference + DAY
        } else {
            difference
        }
    }
}

/// The time at which the alarm matches first, after `current` where that is possible; of the same day or the next.
fn first_match(current: [i64; 3], alarm: [i64; 3]) -> [i64; 3] {
    let [current_hour, current_minute, current_second] = current;
    let [mut hour, mut minute, mut second] = alarm;
    if hour == ANY {
        hour = current_hour;
        if minute == ANY {
            minute = current_minute;
            if second == ANY {
                second = current_second + 1;
            } else if current_second > second {
                minute += 1;
            }
        } else if minute == current_minute {
            if second == ANY {
                second = current_second + 1;
            } else if current_second > second {
                hour += 1;
            }
            if second == 60 {
                (second, hour) = (0, hour + 1);
            }
        } else if current_minute > minute {
            hour += 1;
        }
    } else if hour == current_hour {
        if minute == ANY {
            minute = current_minute;
            if second == ANY {
                second = current_second + 1;
            } else if current_second > second {
                minute += 1;
            }
            if second == 60 {
                (second, minute) = (0, minute + 1);
            }
            minute %= 60;
        } else if minute == current_minute && second == ANY {
            second = (current_second + 1) % 60;
        }
    }
    // What may still be anything matches with the first minute or second.
    (minute, second) = (minute.max(0), second.max(0));
    if second == 60 {
        (second, minute) = (0, minute + 1);
    }
    if minute == 60 {
        (minute, hour) = (0, hour + 1);
    }
    [hour % 24, minute, second]
}
