//! The PL011, the UART of most ARM boards.
//!
//! The model follows the [PrimeCell UART (PL011) Technical Reference Manual][trm], ARM DDI 0183 G;
//! "TRM" in this module means that book. Where the book leaves room, or real hardware is slower or
//! finer than an emulator has to be, the model does what a guest sees in QEMU, because state moves
//! between the two:
//!
//! * A character written to the data register leaves at once. The transmit FIFO is always empty and
//!   the transmit interrupt rises with every write.
//! * The receive interrupt rises with the first character in the FIFO, whatever `UARTIFLS` says.
//!   There is no receive timeout, since no character waits for more.
//! * The enable bits of `UARTCR` stop nothing, and reserved bits of registers keep what is written.
//! * DMA requests, the infrared encoder and the test registers do not exist.
//! * In loopback, a character that finds the FIFO full (one character when the FIFO is off) is
//!   counted on top, until all sixteen places are counted. One more is lost, with an overrun.
//!   QEMU counts on without end and then saves a state that it cannot load.
//!
//! [`Registers`] is the state and knows nothing of the world; [`Pl011`] puts it behind a lock, and
//! tells the [`Events`] of its owner what happens.
//!
//! ```
//! use std::sync::Mutex;
//!
//! use migration_examples::pl011::{registers::DR, Events, Lines, Pl011};
//!
//! #[derive(Default)]
//! struct Terminal(Mutex<Vec<u8>>);
//!
//! impl Events for Terminal {
//!     fn set_lines(&self, _: Lines) {}
//!     fn transmit(&self, character: u8) {
//!         self.0.lock().unwrap().push(character);
//!     }
//! }
//!
//! let uart = Pl011::new(Terminal::default());
//! for character in b"hello" {
//!     uart.write(DR, u32::from(*character));
//! }
//! assert_eq!(*uart.events().0.lock().unwrap(), b"hello");
//!
//! // The FIFO is off after power-on: it holds one character.
//! assert_eq!(uart.receive(b"ok"), 1);
//! assert_eq!(uart.read(DR), u32::from(b'o'));
//! ```
//!
//! # What travels
//!
//! | section `pl011`, version 2 | |
//! | --- | --- |
//! | `unused` to `read_trigger` | registers, the receive FIFO, where in it to read and how much |
//! | `pl011/clock` | the [`Clock`], unless [told otherwise](Pl011::set_migrates_clock) |
//!
//! [trm]: https://developer.arm.com/documentation/ddi0183/g/

mod bits;
#[cfg(all(test, feature = "stream"))]
mod compatibility;
mod device;
mod fifo;
pub mod registers;
mod state;
#[cfg(all(test, feature = "stream"))]
mod tests;

pub use device::{Events, Pl011};
pub use fifo::{FifoCount, FifoIndex, OutOfRange, FIFO_DEPTH};
pub use migration::Clock;
pub use registers::{Flags, Identification, Interrupts, Line, Lines};
pub use state::{Output, Registers, RegistersMigration};
