//! Characters that come in.

use migration::Timer;

use super::registers::{fifo_control, line_status};
use super::state::{Serial, FIFO_DEPTH};

/// Characters in the FIFO that interrupt, by the guest's choice (sheet, 8.5).
const TRIGGERS: [usize; 4] = [1, 4, 8, 14];

/// The FIFO waits as long as this many characters take before it says that no more come (sheet, 8.5).
const TIMEOUT_CHARACTERS: i64 = 4;

impl Serial {
    fn trigger(&self) -> usize {
        TRIGGERS[usize::from(self.fcr >> fifo_control::TRIGGER_SHIFT)]
    }

    pub(super) fn has_enough_received(&self) -> bool {
        let has_enough = !self.has_fifos() || self.recv_fifo.len() >= self.trigger();
        self.lsr & line_status::DATA_READY != 0 && has_enough
    }

    /// How many characters [`receive`](Self::receive) should get now, so that the guest is in time for them.
    pub fn can_receive(&self) -> usize {
        if !self.has_fifos() {
            return usize::from(self.lsr & line_status::DATA_READY == 0);
        }
        match self.recv_fifo.len() {
            FIFO_DEPTH => 0,
            length if length <= self.trigger() => self.trigger() - length,
            _ => 1,
        }
    }

    /// Characters arrive. Those without room are lost.
    pub fn receive(&mut self, characters: &[u8], now: i64) {
        if self.has_fifos() {
            for character in characters {
                self.push_received(*character);
            }
            self.lsr |= line_status::DATA_READY;
            self.start_timeout(now);
        } else if let Some(character) = characters.last() {
            let is_overrun = self.lsr & line_status::DATA_READY != 0 || characters.len() > 1;
            self.rbr = *character;
            self.lsr |= line_status::DATA_READY | if is_overrun { line_status::OVERRUN } else { 0 };
        }
        self.update_interrupt();
    }

    /// A break arrives.
    pub fn receive_break(&mut self) {
        self.rbr = 0;
        self.push_received(0);
        self.lsr |= line_status::BREAK | line_status::DATA_READY;
        self.update_interrupt();
    }

    fn push_received(&mut self, character: u8) {
        if self.recv_fifo.push(character).is_err() {
            self.lsr |= line_status::OVERRUN;
        }
    }

    pub(super) fn take_received(&mut self, now: i64) -> u8 {
        let value = if self.has_fifos() {
            let value = self.recv_fifo.pop().unwrap_or(0);
            if !self.recv_fifo.is_empty() {
                self.start_timeout(now);
            }
            self.timeout_ipending = 0;
            value
        } else {
            self.rbr
        };
        if !self.has_fifos() || self.recv_fifo.is_empty() {
            self.lsr &= !(line_status::DATA_READY | line_status::BREAK);
        }
        self.update_interrupt();
        value
    }

    pub(super) fn clear_received(&mut self) {
        self.lsr &= !(line_status::DATA_READY | line_status::BREAK);
        self.fifo_timeout_timer = Timer::STOPPED;
        self.timeout_ipending = 0;
        self.recv_fifo.clear();
    }

    fn start_timeout(&mut self, now: i64) {
        self.fifo_timeout_timer = Timer::at(now.saturating_add(TIMEOUT_CHARACTERS * self.character_time));
    }

    pub(super) fn time_out(&mut self) {
        if !self.recv_fifo.is_empty() {
            self.timeout_ipending = 1;
            self.update_interrupt();
        }
    }
}
