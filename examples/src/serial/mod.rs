//! The 16550, the serial port of PCs.
//!
//! The model follows the [PC16550D data sheet][sheet]; "sheet" in this module means that text. Where real hardware is
//! slower or finer than an emulator has to be, the model does what a guest sees in QEMU, because state moves between
//! the two:
//!
//! * A character that is written leaves at once, unless the far end [takes none](Line::transmit). Then it is
//!   [tried again](Serial::retry), four times at most, and lost.
//! * A received character without the FIFO replaces one that nobody has read; with the FIFO on, a character that
//!   finds it full is lost.
//! * Parity and framing errors do not occur.
//!
//! [`Serial`] is the state. It knows no clock: whoever calls says what time it is, in nanoseconds, and calls
//! [`run`](Serial::run) when [`next_event`](Serial::next_event) is due. [`IsaSerial`] is the section of a PC's
//! stream, in which the state is the only field.
//!
//! ```
//! use migration_examples::serial::{registers::{DATA, LSR}, Line, Serial};
//!
//! struct Terminal(Vec<u8>);
//!
//! impl Line for Terminal {
//!     fn transmit(&mut self, character: u8) -> bool {
//!         self.0.push(character);
//!         true
//!     }
//! }
//!
//! let (mut serial, mut terminal) = (Serial::default(), Terminal(Vec::new()));
//! for character in b"hello" {
//!     serial.write(DATA, *character, 0, &mut terminal);
//! }
//! assert_eq!(terminal.0, b"hello");
//!
//! serial.receive(b"!", 0);
//! assert_eq!(serial.read(LSR, 0, &mut terminal), 0x61);
//! assert_eq!(serial.read(DATA, 0, &mut terminal), b'!');
//! ```
//!
//! # What travels
//!
//! | section `serial`, versions 2 and 3 | |
//! | --- | --- |
//! | `state` | the registers, from `divider` to `fcr`, which version 3 added |
//! | `serial/thr_ipending` | the transmitter's interrupt, where `iir` does not tell it; a state without it has what `iir` says |
//! | `serial/tsr` | the character that waits, and how often it was tried |
//! | `serial/recv_fifo`, `serial/xmit_fifo` | a [`Fifo8`](migration::Fifo8) each, when there is something in it |
//! | `serial/fifo_timeout_timer`, `serial/timeout_ipending` | the timeout, when it is to come or has come |
//! | `serial/poll` | the modem's timer; a state without it has no modem |
//!
//! [sheet]: https://www.ti.com/lit/ds/symlink/pc16550d.pdf

#[cfg(all(test, feature = "stream"))]
mod compatibility;
mod interrupts;
mod load;
mod modem;
mod receive;
pub mod registers;
mod state;
#[cfg(all(test, feature = "stream"))]
mod tests;
mod transmit;

pub use state::{IsaSerial, IsaSerialMigration, Line, Serial, SerialMigration, FIFO_DEPTH};
