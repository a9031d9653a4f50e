//! What is sent when, and what a loaded state must be like.

use migration::InvalidError;

use super::registers::{interrupt_enable, line_status};
use super::state::{Serial, SerialMigration};
use super::transmit::MAXIMUM_RETRIES;

/// To be told from the identification register.
const UNKNOWN: i32 = -1;

impl Serial {
    pub(super) fn needs_thr_ipending(&self) -> bool {
        let is_enabled = self.ier & interrupt_enable::TRANSMIT != 0;
        is_enabled && self.thr_ipending != i32::from(self.is_transmit_identified())
    }

    pub(super) fn derive_thr_ipending_later(&mut self) {
        self.thr_ipending = UNKNOWN;
    }

    pub(super) fn has_received(&self) -> bool {
        !self.recv_fifo.is_empty()
    }

    pub(super) fn has_to_transmit(&self) -> bool {
        !self.xmit_fifo.is_empty()
    }

    pub(super) fn awaits_timeout(&self) -> bool {
        self.fifo_timeout_timer.expires().is_some()
    }

    pub(super) fn is_timeout_pending(&self) -> bool {
        self.timeout_ipending != 0
    }

    pub(super) fn forget_modem(&mut self) {
        self.poll_msl = -1;
    }

    /// A character waits exactly as long as the transmitter is not empty.
    pub(super) fn validate(&self, received: &SerialMigration, _version_id: u8) -> Result<(), InvalidError> {
        let is_empty = received.lsr & line_status::TRANSMIT_EMPTY != 0;
        match (received.tsr_retry, is_empty) {
            (0, false) => Err(InvalidError::new("the transmitter is not empty, but nothing waits").at("tsr_retry")),
            (1.., true) => Err(InvalidError::new("the transmitter is empty, but something waits").at("tsr_retry")),
            _ => Ok(()),
        }
    }

    /// Brings a loaded state into the form that the model itself leaves behind.
    pub(super) fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        if self.thr_ipending == UNKNOWN {
            self.thr_ipending = i32::from(self.is_transmit_identified());
        }
        self.tsr_retry = self.tsr_retry.min(MAXIMUM_RETRIES);
        self.show_fifos();
        self.update_character_time();
        Ok(())
    }
}
