//! The reference clock, `UARTCLK`.

/// A second in units of 2^-32 ns.
const SECOND: u128 = 1_000_000_000 << 32;

/// The clock that the baud rate is divided from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Length of a tick in units of 2^-32 ns; 0 while the clock stands still.
    pub period: u64,
    /// How clocks that this one drives relate to it. `None` drives them at its own rate. The rate
    /// of this clock does not depend on it.
    pub muldiv: Option<MulDiv>,
}

/// A driven clock's period is that of its source, times `multiplier`, divided by `divider`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MulDiv {
    /// Makes driven clocks slower.
    pub multiplier: u32,
    /// Makes driven clocks faster.
    pub divider: u32,
}

impl Default for MulDiv {
    fn default() -> Self {
        Self { multiplier: 1, divider: 1 }
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
        Self {
            // A second has 62 bits.
            period: period as u64,
            muldiv: None,
        }
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
