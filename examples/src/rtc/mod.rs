//! The MC146818, the real-time clock of PCs.
//!
//! The model follows the [MC146818 data sheet][sheet]; "sheet" in this module means that text. Where it is finer than
//! an emulator has to be, the model does what a guest sees in QEMU, because state moves between the two:
//!
//! * The time is not counted but told from the caller's clock. The registers show it when they are read.
//! * There is a century, at 0x32, and at 0x37 too. Daylight saving and the square wave do not exist.
//! * The time is a number of nanoseconds in 64 bits: after the year 2262 comes 1677.
//! * With hours from 1 to 12, the alarm is in the half of the day that it is now, whatever its own bit says.
//!
//! In one thing it differs: a loaded periodic timer goes on where the sender's was. In QEMU it mostly begins a whole period.
//!
//! [`Rtc`] is the state. It knows no clock: whoever calls says what time it is, in nanoseconds, and calls
//! [`run`](Rtc::run) when [`next_event`](Rtc::next_event) is due.
//!
//! ```
//! use migration_examples::rtc::{registers, Rtc};
//!
//! // 2006-06-17 16:01:21, as seconds since 1970.
//! let mut rtc = Rtc::new(1_150_560_081, 0);
//! let now = 40_000_000_000;
//! let mut read = |register| {
//!     rtc.write(registers::INDEX, register, now);
//!     rtc.read(registers::DATA, now)
//! };
//! assert_eq!([read(registers::HOURS), read(registers::MINUTES), read(registers::SECONDS)], [0x16, 0x02, 0x01]);
//! ```
//!
//! # What travels
//!
//! | section `mc146818rtc`, versions 1 to 3 | |
//! | --- | --- |
//! | `cmos_data` to `next_periodic_time` | registers, memory, the periodic timer |
//! | `irq_coalesced`, `period` | since version 2 |
//! | `base_rtc` to `next_alarm_time` | the time, since version 3; before, it is that of the registers |
//! | `mc146818rtc/irq_reinject_on_ack_count` | interrupts that the guest missed, if there are any |
//!
//! [sheet]: https://www.nxp.com/docs/en/data-sheet/MC146818.pdf

mod alarm;
mod calendar;
#[cfg(all(test, feature = "stream"))]
mod compatibility;
mod periodic;
pub mod registers;
mod state;
#[cfg(all(test, feature = "stream"))]
mod tests;
mod time;

pub use state::{Rtc, RtcMigration};
