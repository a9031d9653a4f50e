//! The period of a clock.

use core::ffi::{c_int, c_void};

use super::own_shadow;
use crate::{
    impl_vmstate_struct,
    vmstate::{VMStateDescription, VMStateDescriptionBuilder},
    vmstate_fields, vmstate_of, vmstate_subsections,
};

/// A second in units of 2^-32 ns.
const SECOND: u128 = 1_000_000_000 << 32;

/// A clock as QEMU's devices have it: how long a tick is, and how the clocks that it drives derive from it.
///
/// In a stream it is the struct `clock`. The ratio of driven clocks is a subsection of that, there only if it is not 1 to 1; a
/// stream without it means 1 to 1.
///
/// ```
/// use migration::{kinds::Clock, load_state_mut, save_state, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "uart")]
/// struct Uart {
///     clock: Clock,
/// }
///
/// let mut uart = Uart { clock: Clock::from_hz(500_000_000) };
/// assert_eq!(save_state(&uart)?, [0, 0, 0, 2, 0, 0, 0, 0]);
///
/// uart.clock.divider = 4;
/// load_state_mut(&mut uart, &[0, 0, 0, 1, 0, 0, 0, 0], 1)?;
/// assert_eq!((uart.clock.hz(), uart.clock.divider), (Some(1_000_000_000), 1));
/// # Ok::<(), migration::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Clock {
    /// Length of a tick in units of 2^-32 ns; 0 while the clock stands still.
    pub period: u64,
    /// Makes clocks that this one drives slower. The rate of this clock does not depend on it.
    pub multiplier: u32,
    /// Makes driven clocks faster: their period is this one's, times the multiplier, divided by the divider.
    pub divider: u32,
}

impl Clock {
    /// A clock of `frequency` ticks in a second; 0 makes one that stands still.
    pub fn from_hz(frequency: u64) -> Self {
        let period = SECOND.checked_div(u128::from(frequency)).unwrap_or(0);
        // A second has 62 bits.
        Self { period: period as u64, ..Self::default() }
    }

    /// Ticks in a second, rounded down, or `None` if the clock stands still.
    pub fn hz(&self) -> Option<u64> {
        self.ticks_per_second(1, 1)
    }

    /// `multiplier` times the frequency divided by `divisor`, rounded only once, down; `None` if the clock stands still, the
    /// divisor is 0, or the result has more than 64 bits.
    ///
    /// ```
    /// use migration::kinds::Clock;
    ///
    /// assert_eq!(Clock::from_hz(24_000_000).ticks_per_second(4, 13 * 64), Some(115_384));
    /// ```
    pub fn ticks_per_second(&self, multiplier: u32, divisor: u64) -> Option<u64> {
        let length = u128::from(self.period) * u128::from(divisor);
        let ticks = (SECOND * u128::from(multiplier)).checked_div(length)?;
        u64::try_from(ticks).ok()
    }

    fn has_ratio(&self) -> bool {
        (self.multiplier, self.divider) != (1, 1)
    }
}

impl Default for Clock {
    /// A clock that stands still.
    fn default() -> Self {
        Self { period: 0, multiplier: 1, divider: 1 }
    }
}

/// Before a load: what a stream without the ratio means.
unsafe extern "C" fn drop_ratio(opaque: *mut c_void) -> c_int {
    // SAFETY: the table is the clock's, and a load may change the clock.
    let clock = unsafe { &mut *opaque.cast::<Clock>() };
    (clock.multiplier, clock.divider) = (1, 1);
    0
}

static RATIO: VMStateDescription<Clock> = VMStateDescriptionBuilder::<Clock>::new()
    .name(c"clock/muldiv")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Clock::has_ratio)
    .fields(vmstate_fields! { vmstate_of!(Clock, multiplier), vmstate_of!(Clock, divider) })
    .build();

static CLOCK: VMStateDescription<Clock> = {
    let builder = VMStateDescriptionBuilder::<Clock>::new().name(c"clock");
    // SAFETY: the hook is written for this type; it changes what the subsection's fields describe, and nothing else.
    let builder = unsafe { builder.raw_pre_load(drop_ratio) };
    builder.fields(vmstate_fields! { vmstate_of!(Clock, period) }).subsections(vmstate_subsections! { RATIO }).build()
};

impl_vmstate_struct!(Clock, CLOCK);
own_shadow!(Clock);
