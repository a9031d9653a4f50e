//! One of the three counters.

use migration::{InvalidError, ToMigrationState};

use super::registers::{access, control};

/// Ticks in a second.
const FREQUENCY: u32 = 1_193_182;

/// Nanoseconds in a second.
const SECOND: u32 = 1_000_000_000;

/// The longest period, which is written as 0.
const MAXIMUM_COUNT: i32 = 0x1_0000;

/// The next transition of an output that stays as it is.
const NEVER: i64 = -1;

/// A counter. The members stand in wire order, under the names that QEMU's description gives them.
#[derive(Clone, Debug, PartialEq, Eq, ToMigrationState)]
#[migration_state(name = "pit channel", version_id = 2, validate = Self::validate)]
pub struct Channel {
    pub(super) count: i32,
    pub(super) latched_count: u16,
    pub(super) count_latched: u8,
    pub(super) status_latched: u8,
    pub(super) status: u8,
    pub(super) read_state: u8,
    pub(super) write_state: u8,
    pub(super) write_latch: u8,
    pub(super) rw_mode: u8,
    pub(super) mode: u8,
    pub(super) bcd: u8,
    pub(super) gate: u8,
    pub(super) count_load_time: i64,
    pub(super) next_transition_time: i64,
}

impl Channel {
    pub(super) fn new(gate: bool, now: i64) -> Self {
        Self {
            count: MAXIMUM_COUNT,
            latched_count: 0,
            count_latched: 0,
            status_latched: 0,
            status: 0,
            read_state: 0,
            write_state: 0,
            write_latch: 0,
            rw_mode: 0,
            mode: 3,
            bcd: 0,
            gate: gate.into(),
            count_load_time: now,
            next_transition_time: 0,
        }
    }

    /// Back to the values after power-on, but for what the guest has latched.
    pub(super) fn reset(&mut self, gate: bool, now: i64) {
        self.mode = 3;
        self.gate = gate.into();
        self.count = MAXIMUM_COUNT;
        self.count_load_time = now;
    }

    /// The level of the output (sheet, "Mode Definitions").
    pub fn output(&self, now: i64) -> bool {
        let (ticks, count) = (self.ticks(now), self.count as u64);
        match self.mode {
            1 => ticks < count,
            2 => ticks % count == 0 && ticks != 0,
            3 => ticks % count < count.div_ceil(2),
            4 | 5 => ticks == count,
            _ => ticks >= count,
        }
    }

    /// When the output changes next.
    pub(super) fn next_transition(&self, now: i64) -> i64 {
        let (ticks, count) = (self.ticks(now), self.count as u64);
        let place = ticks % count;
        let period = ticks - place;
        let next = match self.mode {
            // A time is rounded down, so it is mostly the tick before: that is when the output falls, or has risen.
            2 if place == 0 && ticks != 0 => period + count,
            2 => period + count + 1,
            3 if place < count.div_ceil(2) => period + count.div_ceil(2),
            3 => period + count,
            _ if ticks < count => count,
            4 | 5 if ticks == count => count + 1,
            _ => return NEVER,
        };
        let time = self.count_load_time.wrapping_add(scale(next, SECOND, FREQUENCY) as i64);
        // Rounding may give the tick that is just over.
        time.max(now.saturating_add(1))
    }

    pub(super) fn set_gate(&mut self, gate: bool, now: i64) -> bool {
        let rises = gate && self.gate == 0;
        self.gate = gate.into();
        let restarts = rises && matches!(self.mode, 1 | 2 | 3 | 5);
        if restarts {
            self.count_load_time = now;
        }
        restarts
    }

    pub(super) fn control(&mut self, word: u8, now: i64) {
        match word >> control::ACCESS_SHIFT & control::ACCESS_MASK {
            0 => self.latch_count(now),
            access => {
                (self.rw_mode, self.read_state, self.write_state) = (access, access, access);
                self.mode = word >> control::MODE_SHIFT & control::MODE_MASK;
                self.bcd = word & control::DECIMAL;
            }
        }
    }

    pub(super) fn latch_count(&mut self, now: i64) {
        if self.count_latched == 0 {
            self.latched_count = self.counter(now);
            self.count_latched = self.rw_mode;
        }
    }

    pub(super) fn latch_status(&mut self, now: i64) {
        if self.status_latched == 0 {
            self.status = u8::from(self.output(now)) << 7
                | self.rw_mode << control::ACCESS_SHIFT
                | self.mode << control::MODE_SHIFT
                | self.bcd;
            self.status_latched = 1;
        }
    }

    pub(super) fn read(&mut self, now: i64) -> u8 {
        if self.status_latched != 0 {
            self.status_latched = 0;
            return self.status;
        }
        if self.count_latched != 0 {
            let [high, low] = self.latched_count.to_be_bytes();
            let (value, then) = match self.count_latched {
                access::BOTH => (low, access::HIGH),
                access::HIGH => (high, 0),
                _ => (low, 0),
            };
            self.count_latched = then;
            return value;
        }
        let [high, low] = self.counter(now).to_be_bytes();
        let (value, then) = match self.read_state {
            access::HIGH => (high, access::HIGH),
            access::BOTH => (low, access::SECOND),
            access::SECOND => (high, access::BOTH),
            other => (low, other),
        };
        self.read_state = then;
        value
    }

    /// Returns whether the count is whole, and so counts from now on.
    pub(super) fn write(&mut self, value: u8, now: i64) -> bool {
        match self.write_state {
            access::HIGH => self.load(u16::from(value) << 8, now),
            access::BOTH => {
                self.write_latch = value;
                self.write_state = access::SECOND;
                return false;
            }
            access::SECOND => {
                self.load(u16::from_be_bytes([value, self.write_latch]), now);
                self.write_state = access::BOTH;
            }
            _ => self.load(value.into(), now),
        }
        true
    }

    fn load(&mut self, count: u16, now: i64) {
        self.count = if count == 0 { MAXIMUM_COUNT } else { count.into() };
        self.count_load_time = now;
    }

    fn counter(&self, now: i64) -> u16 {
        let (ticks, count) = (self.ticks(now), self.count as u64);
        let counter = match self.mode {
            0 | 1 | 4 | 5 => count.wrapping_sub(ticks),
            3 => count - ticks.wrapping_mul(2) % count,
            _ => count - ticks % count,
        };
        counter as u16
    }

    fn ticks(&self, now: i64) -> u64 {
        scale(now.wrapping_sub(self.count_load_time) as u64, FREQUENCY, SECOND)
    }

    /// A period of no ticks could not be divided by.
    fn validate(&self, received: &ChannelMigration, _version_id: u8) -> Result<(), InvalidError> {
        if (1..=MAXIMUM_COUNT).contains(&received.count) {
            Ok(())
        } else {
            Err(InvalidError::new(format!("expected 1 to {MAXIMUM_COUNT}, found {}", received.count)).at("count"))
        }
    }
}

/// `value` times `multiplier` divided by `divisor`.
fn scale(value: u64, multiplier: u32, divisor: u32) -> u64 {
    (u128::from(value) * u128::from(multiplier) / u128::from(divisor)) as u64
}
