//! The i8254, the interval timer of PCs.
//!
//! The model follows the [82C54 data sheet][sheet]; "sheet" in this module means that text. Where the sheet is finer
//! than an emulator has to be, the model does what a guest sees in QEMU, because state moves between the two:
//!
//! * A counter counts in binary, whatever the guest chose, and never stops: in modes 0 and 4 the gate changes
//!   nothing, and in modes 2 and 3 only its rise starts the period anew.
//! * A new count counts at once, also in the middle of a period.
//! * In mode 3 the counter falls by two a tick, for an odd count too.
//!
//! [`Pit`] is the state. It knows no clock: whoever calls says what time it is, in nanoseconds, and calls
//! [`run`](Pit::run) when [`next_event`](Pit::next_event) is due.
//!
//! ```
//! use migration_examples::pit::{registers, Pit};
//!
//! let mut pit = Pit::new(0);
//! // Channel 0 in mode 0 interrupts once, 11931 ticks from now.
//! pit.write(registers::CONTROL, 0x30, 0);
//! pit.write(registers::CHANNEL_0, 0x9b, 0);
//! pit.write(registers::CHANNEL_0, 0x2e, 0);
//! assert!(!pit.interrupt(9_999_000));
//! assert_eq!(pit.next_event(), Some(9_999_312));
//! assert!(pit.interrupt(10_000_000));
//! ```
//!
//! # What travels
//!
//! | section `i8254`, versions 2 and 3 | |
//! | --- | --- |
//! | `channels[0].irq_disabled` | since version 3 |
//! | `channels` | three [`Channel`]s |
//! | `channels[0].next_transition_time` | a second time, [computed](migration::Computed): it replaces the channel's |
//!
//! [sheet]: https://www.renesas.com/en/document/dst/82c54-datasheet

mod channel;
#[cfg(all(test, feature = "stream"))]
mod compatibility;
pub mod registers;
mod state;
#[cfg(all(test, feature = "stream"))]
mod tests;
mod values;

pub use channel::{Channel, ChannelMigration};
pub use state::{Pit, PitMigration, CHANNELS};
pub use values::{Access, Mode};
