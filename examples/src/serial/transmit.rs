//! Characters that go out.

use super::registers::line_status;
use super::state::{Line, Serial};

/// How often a character is tried again before it is lost.
pub(super) const MAXIMUM_RETRIES: u32 = 4;

impl Serial {
    /// Whether a character waits because the far end takes none.
    pub fn is_blocked(&self) -> bool {
        self.tsr_retry != 0
    }

    /// Tries the character again that the far end did not take.
    pub fn retry(&mut self, now: i64, line: &mut impl Line) {
        if self.is_blocked() {
            self.transmit(now, line);
        }
    }

    pub(super) fn send(&mut self, character: u8, now: i64, line: &mut impl Line) {
        self.thr = character;
        if self.has_fifos() {
            if self.xmit_fifo.is_full() {
                self.xmit_fifo.pop();
            }
            self.xmit_fifo.push(character).ok();
        }
        self.thr_ipending = 0;
        self.lsr &= !(line_status::TRANSMIT_READY | line_status::TRANSMIT_EMPTY);
        self.update_interrupt();
        if !self.is_blocked() {
            self.transmit(now, line);
        }
    }

    fn transmit(&mut self, now: i64, line: &mut impl Line) {
        loop {
            if !self.is_blocked() {
                self.load_shift_register();
            }
            if self.is_loopback() {
                self.receive(&[self.tsr], now);
            } else if !line.transmit(self.tsr) && self.tsr_retry < MAXIMUM_RETRIES {
                self.tsr_retry += 1;
                return;
            }
            self.tsr_retry = 0;
            if self.lsr & line_status::TRANSMIT_READY != 0 {
                break;
            }
        }
        self.lsr |= line_status::TRANSMIT_EMPTY;
    }

    fn load_shift_register(&mut self) {
        self.tsr = if self.has_fifos() { self.xmit_fifo.pop().unwrap_or(self.thr) } else { self.thr };
        if !self.has_fifos() || self.xmit_fifo.is_empty() {
            self.lsr |= line_status::TRANSMIT_READY;
            if self.thr_ipending == 0 {
                self.thr_ipending = 1;
                self.update_interrupt();
            }
        }
    }
}
