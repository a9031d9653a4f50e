//! The reference clock, `UARTCLK`.

use migration::ToMigrationState;

/// A second in units of 2^-32 ns.
const SECOND: u128 = 1_000_000_000 << 32;

/// The clock that the baud rate is divided from.
///
/// In a stream it is a struct of the subsection `pl011/clock`. The ratio of driven clocks is a subsection of that, there only
/// if it is not 1 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToMigrationState)]
#[migration_state(name = "clock", version_id = 0)]
pub struct Clock {
    /// Length of a tick in units of 2^-32 ns; 0 while the clock stands still.
    pub period: u64,
    /// Makes clocks that this one drives slower. The rate of this clock does not depend on it.
    #[migration_state(subsection = "clock/muldiv", needed = Self::has_ratio, absent = Self::drop_ratio)]
    pub multiplier: u32,
    /// Makes driven clocks faster: their period is this one's, times the multiplier, divided by the divider.
    #[migration_state(subsection = "clock/muldiv")]
    pub divider: u32,
}

impl Default for Clock {
    fn default() -> Self {
        Self { period: 0, multiplier: 1, divider: 1 }
    }
}

impl Clock {
    /// A clock of `frequency` ticks in a second; 0 makes one that stands still.
    ///
    /// ```
    /// use migration_examples::pl011::Clock;
    ///
    /// assert_eq!(Clock::from_hz(24_000_000).hz(), Some(24_000_000));
    /// assert_eq!(Clock::from_hz(0).hz(), None);
    /// ```
    pub fn from_hz(frequency: u64) -> Self {
        let period = SECOND.checked_div(u128::from(frequency)).unwrap_or(0);
        // A second has 62 bits.
        Self { period: period as u64, ..Self::default() }
    }

    fn has_ratio(&self) -> bool {
        (self.multiplier, self.divider) != (1, 1)
    }

    fn drop_ratio(&mut self) {
        (self.multiplier, self.divider) = (1, 1);
    }

    /// Ticks in a second, or `None` if the clock stands still.
    pub fn hz(&self) -> Option<u64> {
        self.ticks_per_second(1, 1)
    }

    /// `multiplier` times the frequency divided by `divisor`, rounded only once, down.
    pub(super) fn ticks_per_second(&self, multiplier: u32, divisor: u64) -> Option<u64> {
        let length = u128::from(self.period) * u128::from(divisor);
        let ticks = (SECOND * u128::from(multiplier)).checked_div(length)?;
        u64::try_from(ticks).ok()
    }
}
