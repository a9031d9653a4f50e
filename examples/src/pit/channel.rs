//! One of the three counters.

use migration::ToMigrationState;

use super::registers::control;
use super::values::{Access, Mode};

/// Ticks in a second.
const FREQUENCY: u32 = 1_193_182;

/// Nanoseconds in a second.
const SECOND: u32 = 1_000_000_000;

/// The longest period, which is written as 0.
const MAXIMUM_COUNT: i32 = 0x1_0000;

/// The next transition of an output that stays as it is.
pub(super) const NEVER: i64 = -1;

/// A counter. The members stand in wire order, under the names that QEMU's description gives them.
#[derive(Clone, Debug, PartialEq, Eq, ToMigrationState)]
#[migration_state(name = "pit channel", version_id = 2)]
pub struct Channel {
    #[migration_state(range = 1..=MAXIMUM_COUNT)]
    pub(super) count: i32,
    pub(super) latched_count: u16,
    pub(super) count_latched: Access,
    pub(super) status_latched: u8,
    pub(super) status: u8,
    pub(super) read_state: Access,
    pub(super) write_state: Access,
    pub(super) write_latch: u8,
    pub(super) rw_mode: Access,
    pub(super) mode: Mode,
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
            count_latched: Access::None,
            status_latched: 0,
            status: 0,
            read_state: Access::None,
            write_state: Access::None,
            write_latch: 0,
            rw_mode: Access::None,
            mode: Mode::Square,
            bcd: 0,
            gate: gate.into(),
            count_load_time: now,
            next_transition_time: 0,
        }
    }

    /// Back to the values after power-on, but for what the guest has latched.
    pub(super) fn reset(&mut self, gate: bool, now: i64) {
        self.mode = Mode::Square;
        self.gate = gate.into();
        self.count = MAXIMUM_COUNT;
        self.count_load_time = now;
    }

    /// The level of the output (sheet, "Mode Definitions").
    pub fn output(&self, now: i64) -> bool {
        let (ticks, count) = (self.ticks(now), self.count as u64);
        match self.mode {
            Mode::Rate => ticks % count == 0 && ticks != 0,
            Mode::Square => ticks % count < count.div_ceil(2),
            Mode::SoftwareStrobe | Mode::HardwareStrobe => ticks == count,
            Mode::Terminal | Mode::OneShot | Mode::OtherRate | Mode::OtherSquare => ticks >= count,
        }
    }

    /// When the output changes next.
    pub(super) fn next_transition(&self, now: i64) -> i64 {
        let (ticks, count) = (self.ticks(now), self.count as u64);
        let place = ticks % count;
        let period = ticks - place;
        let next = match self.mode {
            // A time is rounded down, so it is mostly the tick before: that is when the output falls, or has risen.
            Mode::Rate if place == 0 && ticks != 0 => period + count,
            Mode::Rate => period + count + 1,
            Mode::Square if place < count.div_ceil(2) => period + count.div_ceil(2),
            Mode::Square => period + count,
            _ if ticks < count => count,
            Mode::SoftwareStrobe | Mode::HardwareStrobe if ticks == count => count + 1,
            _ => return NEVER,
        };
        let time = self.count_load_time.wrapping_add(scale(next, SECOND, FREQUENCY) as i64);
        // Rounding may give the tick that is just over.
        time.max(now.saturating_add(1))
    }

    pub(super) fn set_gate(&mut self, gate: bool, now: i64) -> bool {
        let rises = gate && self.gate == 0;
        self.gate = gate.into();
        let restarts = rises && matches!(self.mode, Mode::OneShot | Mode::Rate | Mode::Square | Mode::HardwareStrobe);
        if restarts {
            self.count_load_time = now;
        }
        restarts
    }

    pub(super) fn control(&mut self, word: u8, now: i64) {
        match Access::of_control(word) {
            Access::None => self.latch_count(now),
            access => {
                (self.rw_mode, self.read_state, self.write_state) = (access, access, access);
                self.mode = Mode::of_control(word);
                self.bcd = word & control::DECIMAL;
            }
        }
    }

    pub(super) fn latch_count(&mut self, now: i64) {
        if self.count_latched == Access::None {
            self.latched_count = self.counter(now);
            self.count_latched = self.rw_mode;
        }
    }

    pub(super) fn latch_status(&mut self, now: i64) {
        if self.status_latched == 0 {
            self.status = u8::from(self.output(now)) << 7
                | (self.rw_mode as u8) << control::ACCESS_SHIFT
                | (self.mode as u8) << control::MODE_SHIFT
                | self.bcd;
            self.status_latched = 1;
        }
    }

    pub(super) fn read(&mut self, now: i64) -> u8 {
        if self.status_latched != 0 {
            self.status_latched = 0;
            return self.status;
        }
        if self.count_latched != Access::None {
            let [high, low] = self.latched_count.to_be_bytes();
            let (value, then) = match self.count_latched {
                Access::Both => (low, Access::High),
                Access::High => (high, Access::None),
                _ => (low, Access::None),
            };
            self.count_latched = then;
            return value;
        }
        let [high, low] = self.counter(now).to_be_bytes();
        let (value, then) = match self.read_state {
            Access::High => (high, Access::High),
            Access::Both => (low, Access::Second),
            Access::Second => (high, Access::Both),
            other => (low, other),
        };
        self.read_state = then;
        value
    }

    /// Returns whether the count is whole, and so counts from now on.
    pub(super) fn write(&mut self, value: u8, now: i64) -> bool {
        match self.write_state {
            Access::High => self.load(u16::from(value) << 8, now),
            Access::Both => {
                self.write_latch = value;
                self.write_state = Access::Second;
                return false;
            }
            Access::Second => {
                self.load(u16::from_be_bytes([value, self.write_latch]), now);
                self.write_state = Access::Both;
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
            Mode::Terminal | Mode::OneShot | Mode::SoftwareStrobe | Mode::HardwareStrobe => count.wrapping_sub(ticks),
            Mode::Square => count - ticks.wrapping_mul(2) % count,
            Mode::Rate | Mode::OtherRate | Mode::OtherSquare => count - ticks % count,
        };
        counter as u16
    }

    fn ticks(&self, now: i64) -> u64 {
        scale(now.wrapping_sub(self.count_load_time) as u64, FREQUENCY, SECOND)
    }
}

/// `value` times `multiplier` divided by `divisor`.
fn scale(value: u64, multiplier: u32, divisor: u32) -> u64 {
    (u128::from(value) * u128::from(multiplier) / u128::from(divisor)) as u64
}
