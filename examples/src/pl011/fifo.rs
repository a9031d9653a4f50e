//! The receive FIFO.

use std::error::Error;
use std::fmt;

use super::registers::{data, line_control, receive_status, Flags, Interrupts};
use super::state::Registers;

/// The number of characters that the receive FIFO holds when it is on.
pub const FIFO_DEPTH: usize = 16;

/// A number that is no place, or no number of characters, in the receive FIFO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    value: i32,
    maximum: u8,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not in 0..={}", self.value, self.maximum)
    }
}

impl Error for OutOfRange {}

/// Declares a number from 0 to `$maximum` that travels as an `i32`.
macro_rules! bounded {
    ($(#[$attribute:meta])* $name:ident, $maximum:expr) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(u8);

        impl $name {
            const MAXIMUM: u8 = $maximum;

            /// The number.
            pub const fn get(self) -> usize {
                self.0 as usize
            }
        }

        impl From<$name> for i32 {
            fn from(number: $name) -> Self {
                Self::from(number.0)
            }
        }

        impl TryFrom<i32> for $name {
            type Error = OutOfRange;

            fn try_from(value: i32) -> Result<Self, OutOfRange> {
                match u8::try_from(value) {
                    Ok(number) if number <= Self::MAXIMUM => Ok(Self(number)),
                    _ => Err(OutOfRange { value, maximum: Self::MAXIMUM }),
                }
            }
        }
    };
}

bounded! {
    /// A place in the receive FIFO, 0 to 15.
    FifoIndex, FIFO_DEPTH as u8 - 1
}

bounded! {
    /// A number of characters in the receive FIFO, 0 to 16.
    FifoCount, FIFO_DEPTH as u8
}

impl FifoIndex {
    /// The place `distance` further on in a FIFO of `depth` places, a power of two.
    const fn advance(self, distance: usize, depth: usize) -> Self {
        Self(((self.get() + distance) & (depth - 1)) as u8)
    }
}

impl FifoCount {
    const fn is_full(self) -> bool {
        self.0 == Self::MAXIMUM
    }
}

impl Registers {
    /// How many characters the receive FIFO holds, which depends on whether it is on.
    pub const fn fifo_depth(&self) -> usize {
        if self.lcr & line_control::ENABLE_FIFOS != 0 {
            FIFO_DEPTH
        } else {
            1
        }
    }

    /// How many characters can be received now.
    pub const fn can_receive(&self) -> usize {
        self.fifo_depth().saturating_sub(self.read_count.get())
    }

    /// Receives a break, unless loopback cuts the input off.
    pub fn receive_break(&mut self) {
        if !self.is_loopback() {
            self.push(data::BREAK_ERROR);
        }
    }

    /// Receives as many of `characters` as there is room for and returns their number.
    ///
    /// Loopback cuts the input off, so they are lost then.
    pub fn receive(&mut self, characters: &[u8]) -> usize {
        let accepted = characters.len().min(self.can_receive());
        if !self.is_loopback() {
            for character in &characters[..accepted] {
                self.push(u32::from(*character));
            }
        }
        accepted
    }

    /// Puts a character, with its errors, behind those already received.
    pub(super) fn push(&mut self, entry: u32) {
        if self.read_count.is_full() {
            // TRM 3.3.2: the FIFO stays as it is, and the status shows the loss at once.
            self.rsr |= receive_status::OVERRUN_ERROR;
            self.int_level.set(Interrupts::OE, true);
            return;
        }
        let depth = self.fifo_depth();
        let place = self.read_pos.advance(self.read_count.get(), depth);
        self.read_fifo[place.get()] = entry;
        self.read_count.0 += 1;
        self.flags.set(Flags::RXFE, false);
        if self.read_count.get() == depth {
            self.flags.set(Flags::RXFF, true);
        }
        if i32::from(self.read_count) == self.read_trigger {
            self.int_level.set(Interrupts::RX, true);
        }
    }

    /// Takes the oldest character; an empty FIFO gives what lies at its read position.
    pub(super) fn pop(&mut self) -> u32 {
        let entry = self.read_fifo[self.read_pos.get()];
        self.flags.set(Flags::RXFF, false);
        if self.read_count.0 > 0 {
            self.read_count.0 -= 1;
            self.read_pos = self.read_pos.advance(1, self.fifo_depth());
        }
        if self.read_count.0 == 0 {
            self.flags.set(Flags::RXFE, true);
        }
        // A loaded trigger can be any number, the smallest included.
        if i32::from(self.read_count) == self.read_trigger.wrapping_sub(1) {
            self.int_level.set(Interrupts::RX, false);
        }
        self.rsr = entry >> 8;
        entry
    }

    /// Forgets the received characters; their bits stay in the memory of the FIFO.
    pub(super) fn reset_receive_fifo(&mut self) {
        self.read_pos = FifoIndex::default();
        self.read_count = FifoCount::default();
        self.flags.set(Flags::RXFF, false);
        self.flags.set(Flags::RXFE, true);
    }

    /// Empties the transmit FIFO, which always is, but a loaded flag may say otherwise.
    pub(super) fn reset_transmit_fifo(&mut self) {
        self.flags.set(Flags::TXFF, false);
        self.flags.set(Flags::TXFE, true);
    }
}
