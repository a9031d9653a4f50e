//! One of the timers.

use migration::{Timer, ToMigrationState};

use super::registers::timer_configuration::{
    CAN_BE_PERIODIC, ENABLE, INPUTS, INPUT_MASK, INPUT_SHIFT, IS_WIDE, LEVEL, MESSAGE, NARROW, PERIODIC,
};

/// Nanoseconds of a tick.
const TICK: u64 = 10;

/// The shortest time from one periodic interrupt to the next, in nanoseconds.
const SHORTEST: u64 = 1_000;

/// A timer. The members stand in wire order, under the names that QEMU's description gives them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ToMigrationState)]
#[migration_state(name = "hpet_timer")]
pub struct HpetTimer {
    pub(super) tn: u8,
    pub(super) config: u64,
    pub(super) cmp: u64,
    pub(super) fsb: u64,
    pub(super) period: u64,
    pub(super) wrap_flag: u8,
    pub(super) qemu_timer: Timer,
    #[migration_state(omit = "follows from the comparator and the counter")]
    pub(super) due: u64,
    #[migration_state(omit = "only keeps the timer from interrupting too often")]
    pub(super) last: u64,
}

pub(super) const fn nanoseconds(ticks: u64) -> u64 {
    ticks.wrapping_mul(TICK)
}

pub(super) const fn ticks(nanoseconds: u64) -> u64 {
    nanoseconds / TICK
}

impl HpetTimer {
    pub(super) fn new(index: u8) -> Self {
        let mut timer = Self { tn: index, ..Self::default() };
        timer.reset();
        timer
    }

    pub(super) fn reset(&mut self) {
        self.qemu_timer = Timer::STOPPED;
        self.cmp = u64::MAX;
        self.config = CAN_BE_PERIODIC | IS_WIDE | INPUTS;
        self.period = 0;
        self.wrap_flag = 0;
    }

    pub(super) fn is_enabled(&self) -> bool {
        self.config & ENABLE != 0
    }

    pub(super) fn is_periodic(&self) -> bool {
        self.config & PERIODIC != 0
    }

    pub(super) fn is_narrow(&self) -> bool {
        self.config & NARROW != 0
    }

    pub(super) fn is_level_triggered(&self) -> bool {
        self.config & LEVEL != 0
    }

    pub(super) fn sends_messages(&self) -> bool {
        self.config & MESSAGE != 0
    }

    pub(super) fn input(&self) -> u8 {
        (self.config >> INPUT_SHIFT & INPUT_MASK) as u8
    }

    /// Finds the counter value at which the comparator matches next.
    pub(super) fn find_due(&mut self, counter: u64) {
        self.due = if self.is_narrow() {
            let distance = (self.cmp as u32).wrapping_sub(counter as u32);
            counter.wrapping_add(distance.into())
        } else {
            self.cmp
        };
    }

    /// Starts the timer. `offset` is what the counter, as nanoseconds, is ahead of the clock.
    ///
    /// A narrow timer that is not periodic also interrupts when the counter wraps (specification, 2.3.9.2.1).
    pub(super) fn start(&mut self, counter: u64, offset: u64) {
        self.find_due(counter);
        let wraps_at = (counter | u64::from(u32::MAX)).wrapping_add(1);
        let wraps_first = self.is_narrow() && !self.is_periodic() && self.due > wraps_at;
        self.wrap_flag = wraps_first.into();
        self.arm(if wraps_first { wraps_at } else { self.due }, offset);
    }

    /// What comes after an interrupt.
    pub(super) fn go_on(&mut self, counter: u64, offset: u64) {
        if self.is_periodic() && self.period != 0 {
            let late = counter.wrapping_sub(self.due);
            if (late as i64) >= 0 {
                let periods = late / self.period + 1;
                self.due = self.due.wrapping_add(periods.wrapping_mul(self.period));
            }
            self.cmp = if self.is_narrow() { self.due & u64::from(u32::MAX) } else { self.due };
            self.arm(self.due, offset);
        } else if self.wrap_flag != 0 {
            self.wrap_flag = 0;
            self.arm(self.due, offset);
        }
    }

    fn arm(&mut self, counter: u64, offset: u64) {
        let mut time = nanoseconds(counter).wrapping_sub(offset);
        if self.is_periodic() && time.wrapping_sub(self.last) < SHORTEST {
            time = self.last.wrapping_add(SHORTEST);
        }
        self.last = time;
        self.qemu_timer = Timer::at(time as i64);
    }
}
