//! Offsets and bits of the registers, as a guest sees them (sheet, section 8, table II).

/// `RBR` when read: takes the oldest received character. `THR` when written: sends one. While
/// [`DIVISOR_ACCESS`](line_control::DIVISOR_ACCESS) is set, the low byte of the baud rate divisor.
pub const DATA: u8 = 0;

/// `IER`, which [interrupts](interrupt_enable) are let through, read and write. While
/// [`DIVISOR_ACCESS`](line_control::DIVISOR_ACCESS) is set, the high byte of the divisor.
pub const IER: u8 = 1;

/// `IIR`, the [interrupt](identification) of highest priority, read only.
pub const IIR: u8 = 2;

/// `FCR`, [FIFO control](fifo_control), write only.
pub const FCR: u8 = 2;

/// `LCR`, [line control](line_control), read and write.
pub const LCR: u8 = 3;

/// `MCR`, [modem control](modem_control), read and write.
pub const MCR: u8 = 4;

/// `LSR`, [line status](line_status), read only. Reading clears the errors.
pub const LSR: u8 = 5;

/// `MSR`, [modem status](modem_status), read only. Reading clears the changes.
pub const MSR: u8 = 6;

/// `SCR`, a byte for the guest's own use, read and write.
pub const SCR: u8 = 7;

/// The number of registers.
pub const SIZE: u8 = 8;

/// Bits of the interrupt enable register (8.7).
pub mod interrupt_enable {
    /// Received data, and data that waits.
    pub const RECEIVED: u8 = 0x01;
    /// The transmitter wants another character.
    pub const TRANSMIT: u8 = 0x02;
    /// Errors of the line, and breaks.
    pub const LINE_STATUS: u8 = 0x04;
    /// Changes of the modem's lines.
    pub const MODEM_STATUS: u8 = 0x08;
    /// The bits that exist.
    pub const MASK: u8 = 0x0f;
}

/// Values of the interrupt identification register (8.6).
pub mod identification {
    /// A change of the modem's lines.
    pub const MODEM_STATUS: u8 = 0x00;
    /// No interrupt.
    pub const NONE: u8 = 0x01;
    /// The transmitter wants another character.
    pub const TRANSMIT: u8 = 0x02;
    /// Received data.
    pub const RECEIVED: u8 = 0x04;
    /// An error of the line, or a break.
    pub const LINE_STATUS: u8 = 0x06;
    /// Received data waits in the FIFO, and no more comes.
    pub const TIMEOUT: u8 = 0x0c;
    /// The bits that tell the four interrupts of the 16450 apart.
    pub const KIND: u8 = 0x06;
    /// Set while the FIFOs are on.
    pub const FIFOS: u8 = 0xc0;
    /// What a change of the interrupts leaves as it is.
    pub const KEPT: u8 = 0xf0;
}

/// Bits of the FIFO control register (8.5).
pub mod fifo_control {
    /// The FIFOs are on.
    pub const ENABLE: u8 = 0x01;
    /// Empties the receive FIFO.
    pub const CLEAR_RECEIVE: u8 = 0x02;
    /// Empties the transmit FIFO.
    pub const CLEAR_TRANSMIT: u8 = 0x04;
    /// The bits that stay.
    pub const MASK: u8 = 0xc9;
    /// How far to the right the number of the receive trigger stands.
    pub const TRIGGER_SHIFT: u8 = 6;
}

/// Bits of the line control register (8.1).
pub mod line_control {
    /// Data bits of a character, less 5.
    pub const WORD_LENGTH: u8 = 0x03;
    /// Two stop bits.
    pub const TWO_STOP_BITS: u8 = 0x04;
    /// A parity bit.
    pub const PARITY: u8 = 0x08;
    /// The transmitter sends a break.
    pub const BREAK: u8 = 0x40;
    /// The first two registers are the baud rate divisor.
    pub const DIVISOR_ACCESS: u8 = 0x80;
}

/// Bits of the modem control register (8.8).
pub mod modem_control {
    /// Data terminal ready.
    pub const DTR: u8 = 0x01;
    /// Request to send.
    pub const RTS: u8 = 0x02;
    /// A free output.
    pub const OUT1: u8 = 0x04;
    /// A free output; on PCs it lets the interrupt through.
    pub const OUT2: u8 = 0x08;
    /// What is sent is received.
    pub const LOOPBACK: u8 = 0x10;
    /// The bits that exist.
    pub const MASK: u8 = 0x1f;
}

/// Bits of the line status register (8.4).
pub mod line_status {
    /// There is a received character.
    pub const DATA_READY: u8 = 0x01;
    /// A received character was lost.
    pub const OVERRUN: u8 = 0x02;
    /// A break was received.
    pub const BREAK: u8 = 0x10;
    /// Any error, or a break.
    pub const ERRORS: u8 = 0x1e;
    /// The transmitter wants another character.
    pub const TRANSMIT_READY: u8 = 0x20;
    /// Nothing is left to be sent.
    pub const TRANSMIT_EMPTY: u8 = 0x40;
}

/// Bits of the modem status register (8.9).
pub mod modem_status {
    /// The ring indicator has fallen.
    pub const RING_ENDED: u8 = 0x04;
    /// Any line has changed.
    pub const CHANGES: u8 = 0x0f;
    /// Clear to send.
    pub const CTS: u8 = 0x10;
    /// Data set ready.
    pub const DSR: u8 = 0x20;
    /// Ring indicator.
    pub const RI: u8 = 0x40;
    /// Data carrier detect.
    pub const DCD: u8 = 0x80;
    /// The levels of the lines.
    pub const LEVELS: u8 = 0xf0;
}
