//! Which interrupt is pending.

use super::registers::{identification, interrupt_enable, line_status, modem_status};
use super::state::{Line, Serial};

impl Serial {
    /// The level of the interrupt output.
    pub fn interrupt(&self) -> bool {
        self.iir & identification::NONE == 0
    }

    /// Puts the pending interrupt of highest priority into the identification register (sheet, table IV).
    pub(super) fn update_interrupt(&mut self) {
        let enabled = |interrupt: u8| self.ier & interrupt != 0;
        let kind = if enabled(interrupt_enable::LINE_STATUS) && self.lsr & line_status::ERRORS != 0 {
            identification::LINE_STATUS
        } else if enabled(interrupt_enable::RECEIVED) && self.timeout_ipending != 0 {
            identification::TIMEOUT
        } else if enabled(interrupt_enable::RECEIVED) && self.has_enough_received() {
            identification::RECEIVED
        } else if enabled(interrupt_enable::TRANSMIT) && self.thr_ipending != 0 {
            identification::TRANSMIT
        } else if enabled(interrupt_enable::MODEM_STATUS) && self.msr & modem_status::CHANGES != 0 {
            identification::MODEM_STATUS
        } else {
            identification::NONE
        };
        self.iir = kind | self.iir & identification::KEPT;
    }

    pub(super) fn is_transmit_identified(&self) -> bool {
        self.iir & identification::KIND == identification::TRANSMIT
    }

    /// A guest that is told of the transmitter has been told.
    pub(super) fn identify(&mut self) -> u8 {
        let value = self.iir;
        if self.is_transmit_identified() {
            self.thr_ipending = 0;
            self.update_interrupt();
        }
        value
    }

    /// The transmitter interrupts again when it is let through again: Windows relies on that.
    pub(super) fn enable_interrupts(&mut self, value: u8, now: i64, line: &impl Line) {
        let changed = self.ier ^ value;
        self.ier = value;
        if changed & interrupt_enable::MODEM_STATUS != 0 {
            self.watch_modem(now, line);
        }
        if changed & interrupt_enable::TRANSMIT != 0 {
            let pending = value & interrupt_enable::TRANSMIT != 0 && self.lsr & line_status::TRANSMIT_READY != 0;
            self.thr_ipending = i32::from(pending);
        }
        if changed != 0 {
            self.update_interrupt();
        }
    }

    pub(super) fn show_fifos(&mut self) {
        if self.has_fifos() {
            self.iir |= identification::FIFOS;
        } else {
            self.iir &= !identification::FIFOS;
        }
    }

    pub(super) fn take_line_status(&mut self) -> u8 {
        let value = self.lsr;
        if value & (line_status::BREAK | line_status::OVERRUN) != 0 {
            self.lsr &= !(line_status::BREAK | line_status::OVERRUN);
            self.update_interrupt();
        }
        value
    }
}
