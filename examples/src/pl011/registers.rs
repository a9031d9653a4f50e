//! Offsets and bits of the registers, as a guest sees them.
//!
//! TRM section 3.2 lists all registers; the section of each is given with its offset.

use super::bits::bit_set;

/// `UARTDR`, data, read and write (3.3.1).
///
/// A read takes the oldest received character, with its errors in [bits 8 to 11](data); a write
/// sends one.
pub const DR: u64 = 0x000;

/// `UARTRSR` when read: the errors of the character read last. `UARTECR` when written, with any
/// value: clears them (3.3.2).
pub const RSR_ECR: u64 = 0x004;

/// `UARTFR`, [`Flags`], read only (3.3.3).
pub const FR: u64 = 0x018;

/// `UARTILPR`, divisor of the `IrDA` low-power counter, read and write (3.3.4).
pub const ILPR: u64 = 0x020;

/// `UARTIBRD`, integer part of the baud rate divisor, read and write (3.3.5).
pub const IBRD: u64 = 0x024;

/// `UARTFBRD`, 64ths of the baud rate divisor, read and write (3.3.6).
pub const FBRD: u64 = 0x028;

/// `UARTLCR_H`, [`line_control`], read and write (3.3.7).
pub const LCR_H: u64 = 0x02c;

/// `UARTCR`, [`control`], read and write (3.3.8).
pub const CR: u64 = 0x030;

/// `UARTIFLS`, the FIFO levels that interrupt, read and write (3.3.9).
pub const IFLS: u64 = 0x034;

/// `UARTIMSC`, the [`Interrupts`] that are let through, read and write (3.3.10).
pub const IMSC: u64 = 0x038;

/// `UARTRIS`, all [`Interrupts`], read only (3.3.11).
pub const RIS: u64 = 0x03c;

/// `UARTMIS`, the [`Interrupts`] after the mask, read only (3.3.12).
pub const MIS: u64 = 0x040;

/// `UARTICR`, clears the [`Interrupts`] written as ones, write only (3.3.13).
pub const ICR: u64 = 0x044;

/// `UARTDMACR`, DMA control, read and write (3.3.14).
pub const DMACR: u64 = 0x048;

/// `UARTPeriphID0` to `3`, then `UARTPCellID0` to `3`: the first of eight read-only registers of
/// one byte each (3.3.15 and 3.3.16). See [`Identification`].
pub const PERIPH_ID0: u64 = 0xfe0;

/// The first offset behind the registers.
pub const SIZE: u64 = 0x1000;

/// Bits of a received character beside its eight data bits (3.3.1).
pub mod data {
    /// The line was held low for longer than a character.
    pub const BREAK_ERROR: u32 = 1 << 10;
}

/// Bits of the receive status (3.3.2).
pub mod receive_status {
    /// A character was lost because the receive FIFO was full.
    pub const OVERRUN_ERROR: u32 = 1 << 3;
}

/// Bits of the line control register (3.3.7).
pub mod line_control {
    /// `BRK`: the transmitter sends a break.
    pub const SEND_BREAK: u32 = 1;
    /// `FEN`: the FIFOs hold sixteen characters; without it, one.
    pub const ENABLE_FIFOS: u32 = 1 << 4;
}

/// Bits of the control register (3.3.8).
pub mod control {
    /// `UARTEN`: the UART works.
    pub const ENABLE: u32 = 1;
    /// `LBE`: what the UART sends is what it receives.
    pub const LOOPBACK: u32 = 1 << 7;
    /// `TXE`: the transmitter works.
    pub const ENABLE_TRANSMIT: u32 = 1 << 8;
    /// `RXE`: the receiver works.
    pub const ENABLE_RECEIVE: u32 = 1 << 9;
    /// `DTR`: data terminal ready.
    pub const DTR: u32 = 1 << 10;
    /// `RTS`: request to send.
    pub const RTS: u32 = 1 << 11;
    /// `Out1`: on a DTE, data carrier detect.
    pub const OUT1: u32 = 1 << 12;
    /// `Out2`: on a DTE, ring indicator.
    pub const OUT2: u32 = 1 << 13;
}

bit_set! {
    /// The flag register, [`FR`].
    pub struct Flags: u32 {
        /// Clear to send.
        CTS = 1;
        /// Data set ready.
        DSR = 1 << 1;
        /// Data carrier detect.
        DCD = 1 << 2;
        /// A character is on its way out.
        BUSY = 1 << 3;
        /// The receive FIFO is empty.
        RXFE = 1 << 4;
        /// The transmit FIFO is full.
        TXFF = 1 << 5;
        /// The receive FIFO is full.
        RXFF = 1 << 6;
        /// The transmit FIFO is empty.
        TXFE = 1 << 7;
        /// Ring indicator.
        RI = 1 << 8;
        /// The inputs of the modem: `CTS`, `DSR`, `DCD` and `RI`.
        MODEM = 0x107;
    }
}

bit_set! {
    /// The reasons to interrupt, in the order of [`RIS`], [`MIS`], [`IMSC`] and [`ICR`].
    pub struct Interrupts: u32 {
        /// Ring indicator.
        RI = 1;
        /// Clear to send.
        CTS = 1 << 1;
        /// Data carrier detect.
        DCD = 1 << 2;
        /// Data set ready.
        DSR = 1 << 3;
        /// Characters were received.
        RX = 1 << 4;
        /// There is room for characters to send.
        TX = 1 << 5;
        /// Received characters wait and no more come.
        RT = 1 << 6;
        /// Framing error.
        FE = 1 << 7;
        /// Parity error.
        PE = 1 << 8;
        /// Break error.
        BE = 1 << 9;
        /// Overrun error.
        OE = 1 << 10;
        /// Any change of the modem's inputs.
        MODEM = 0x00f;
        /// Any error.
        ERROR = 0x780;
        /// Every reason there is.
        ALL = 0x7ff;
    }
}

/// An interrupt output of the device (TRM section 3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// `UARTINTR`: any reason.
    Combined,
    /// `UARTRXINTR`: characters were received.
    Receive,
    /// `UARTTXINTR`: there is room for characters to send.
    Transmit,
    /// `UARTRTINTR`: received characters wait and no more come.
    ReceiveTimeout,
    /// `UARTMSINTR`: the modem's inputs changed.
    ModemStatus,
    /// `UARTEINTR`: a character was received with an error, or lost.
    Error,
}

impl Line {
    /// All lines, in the order in which a board wires them.
    pub const ALL: [Self; 6] =
        [Self::Combined, Self::Receive, Self::Transmit, Self::ReceiveTimeout, Self::ModemStatus, Self::Error];

    /// The reasons that raise the line.
    pub const fn reasons(self) -> Interrupts {
        match self {
            Self::Combined => Interrupts::ALL,
            Self::Receive => Interrupts::RX,
            Self::Transmit => Interrupts::TX,
            Self::ReceiveTimeout => Interrupts::RT,
            Self::ModemStatus => Interrupts::MODEM,
            Self::Error => Interrupts::ERROR,
        }
    }
}

/// The levels of all interrupt outputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines([bool; Line::ALL.len()]);

impl Lines {
    /// The levels while `interrupts` are pending and let through.
    pub fn of(interrupts: Interrupts) -> Self {
        Self(Line::ALL.map(|line| interrupts.intersects(line.reasons())))
    }

    /// Whether `line` is high.
    pub const fn is_high(self, line: Line) -> bool {
        self.0[line as usize]
    }
}

/// The maker and revision that the [identification registers](PERIPH_ID0) tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identification {
    /// The PL011 of ARM, as QEMU reports it.
    #[default]
    Arm,
    /// The variant in the Stellaris controllers of Luminary Micro.
    Luminary,
}

impl Identification {
    /// The eight registers from [`PERIPH_ID0`] on.
    pub const fn bytes(self) -> [u8; 8] {
        match self {
            Self::Arm => [0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1],
            Self::Luminary => [0x11, 0x00, 0x18, 0x01, 0x0d, 0xf0, 0x05, 0xb1],
        }
    }

    /// The identification register at `offset`, if there is one.
    pub fn read(self, offset: u64) -> Option<u32> {
        let index = usize::try_from(offset.checked_sub(PERIPH_ID0)? / 4).ok()?;
        self.bytes().get(index).copied().map(u32::from)
    }
}
