//! The HPET, the high precision event timers of PCs.
//!
//! The model follows the [IA-PC HPET specification][specification], 1.0a; "specification" in this module means that
//! text. Where it leaves room, or real hardware is finer than an emulator has to be, the model does what a guest sees
//! in QEMU, because state moves between the two:
//!
//! * The counter is not counted but told from the caller's clock. A tick takes 10 ns.
//! * Any interrupt input can be chosen, whatever a timer says it can have.
//! * Turning the timers off takes all interrupts back.
//! * A comparator too far ahead for the caller's clock is taken for one that has matched. So a timer that nobody has
//!   set goes off once when the counter starts; it is not let through then, and just takes its interrupt back.
//!
//! [`Hpet`] is the state. It knows no clock: whoever calls says what time it is, in nanoseconds, and calls
//! [`run`](Hpet::run) when [`next_event`](Hpet::next_event) is due.
//!
//! ```
//! use migration_examples::hpet::{registers, Hpet, Outputs};
//!
//! #[derive(Default)]
//! struct Controller(Vec<u8>);
//!
//! impl Outputs for Controller {
//!     fn set_interrupt(&mut self, _input: u8, _level: bool) {}
//!     fn pulse_interrupt(&mut self, input: u8) {
//!         self.0.push(input);
//!     }
//!     fn send_message(&mut self, _address: u32, _data: u32) {}
//! }
//!
//! let (mut hpet, mut controller) = (Hpet::new(3), Controller::default());
//! // Timer 0 interrupts input 2 after 1000 ticks.
//! let [configuration, comparator, _] = registers::timer(0);
//! hpet.write(configuration, 8, 2 << 9 | 1 << 2, 0, &mut controller);
//! hpet.write(comparator, 8, 1000, 0, &mut controller);
//! hpet.write(registers::CONFIGURATION, 8, 1, 500, &mut controller);
//! hpet.run(500, &mut controller);
//! assert_eq!(hpet.next_event(), Some(10_500));
//! hpet.run(10_500, &mut controller);
//! assert_eq!(controller.0, [2]);
//! ```
//!
//! # What travels
//!
//! | section `hpet`, version 2 | |
//! | --- | --- |
//! | `config`, `isr`, `hpet_counter` | the registers |
//! | `num_timers_save` | the number of timers, which both sides must have |
//! | `timer` | as many [`HpetTimer`]s |
//! | `hpet/rtc_irq_level` | the RTC's interrupt, while there is one |
//! | `hpet/offset` | what the counter is ahead of the clock, while it counts |
//!
//! [specification]: https://www.intel.com/content/dam/www/public/us/en/documents/technical-specifications/software-developers-hpet-spec-1-0a.pdf

mod access;
#[cfg(all(test, feature = "stream"))]
mod compatibility;
pub mod registers;
mod state;
#[cfg(all(test, feature = "stream"))]
mod tests;
mod timer;

pub use state::{Hpet, HpetMigration, Outputs, MAXIMUM_TIMERS};
pub use timer::{HpetTimer, HpetTimerMigration};
