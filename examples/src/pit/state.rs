//! The three channels together, and the interrupt.

use migration::{Computed, ToMigrationState};

use super::channel::{Channel, NEVER};
use super::registers::{control, CONTROL};

/// The number of channels.
pub const CHANNELS: usize = 3;

/// The interval timer.
///
/// The members stand in wire order, under the names that QEMU's description of the device gives them.
#[derive(Clone, Debug, PartialEq, Eq, ToMigrationState)]
#[migration_state(name = "i8254", version_id = 3, minimum_version_id = 2)]
pub struct Pit {
    #[migration_state(name = "channels[0].irq_disabled", since = 3)]
    pub(super) irq_disabled: u32,
    #[migration_state(since = 2)]
    pub(super) channels: [Channel; CHANNELS],
    #[migration_state(name = "channels[0].next_transition_time", with = next_transition)]
    pub(super) next_transition_time: Computed<i64>,
}

impl Pit {
    /// A timer as after power-on.
    pub fn new(now: i64) -> Self {
        let channels = [true, true, false].map(|gate| Channel::new(gate, now));
        let mut pit = Self { irq_disabled: 0, channels, next_transition_time: Computed::new() };
        pit.update_transition(now);
        pit
    }

    /// Back to the values after power-on, but for what the guest has latched.
    pub fn reset(&mut self, now: i64) {
        for (index, channel) in self.channels.iter_mut().enumerate() {
            channel.reset(index != 2, now);
        }
        self.update_transition(now);
    }

    /// The guest reads the register at `offset`.
    pub fn read(&mut self, offset: u8, now: i64) -> u8 {
        self.channels.get_mut(usize::from(offset)).map_or(0, |channel| channel.read(now))
    }

    /// The guest writes the register at `offset`.
    pub fn write(&mut self, offset: u8, value: u8, now: i64) {
        if offset == CONTROL {
            self.control(value, now);
        } else if let Some(channel) = self.channels.get_mut(usize::from(offset)) {
            if channel.write(value, now) && offset == 0 {
                self.update_transition(now);
            }
        }
    }

    /// Sets the gate of a channel.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    pub fn set_gate(&mut self, channel: usize, gate: bool, now: i64) {
        if self.channels[channel].set_gate(gate, now) && channel == 0 {
            self.update_transition(now);
        }
    }

    /// Whether channel 0 interrupts; while the HPET does so in its place, it does not.
    pub fn set_interrupt_enabled(&mut self, enabled: bool, now: i64) {
        self.irq_disabled = u32::from(!enabled);
        self.update_transition(now);
    }

    /// A channel; channel 0 is the one that interrupts.
    pub fn channel(&self, index: usize) -> Option<&Channel> {
        self.channels.get(index)
    }

    /// The level of the interrupt output.
    pub fn interrupt(&self, now: i64) -> bool {
        self.irq_disabled == 0 && self.channels[0].output(now)
    }

    /// When the interrupt output changes next.
    pub fn next_event(&self) -> Option<i64> {
        let next = self.channels[0].next_transition_time;
        (self.irq_disabled == 0 && next != NEVER).then_some(next)
    }

    /// Finds the next change of the interrupt output when one is over.
    pub fn run(&mut self, now: i64) {
        if self.next_event().is_some_and(|time| time <= now) {
            self.update_transition(now);
        }
    }

    fn control(&mut self, word: u8, now: i64) {
        let channel = word >> control::CHANNEL_SHIFT;
        if channel != control::READ_BACK {
            self.channels[usize::from(channel)].control(word, now);
            return;
        }
        for (index, channel) in self.channels.iter_mut().enumerate() {
            if word & control::FIRST_CHANNEL << index == 0 {
                continue;
            }
            if word & control::KEEP_COUNT == 0 {
                channel.latch_count(now);
            }
            if word & control::KEEP_STATUS == 0 {
                channel.latch_status(now);
            }
        }
    }

    fn update_transition(&mut self, now: i64) {
        if self.irq_disabled == 0 {
            self.channels[0].next_transition_time = self.channels[0].next_transition(now);
        }
    }
}

/// The variable of channel 0 stands in the stream twice; the last one counts.
mod next_transition {
    use migration::InvalidError;

    use super::Pit;

    pub fn get(pit: &Pit) -> Result<i64, InvalidError> {
        Ok(pit.channels[0].next_transition_time)
    }

    pub fn set(pit: &mut Pit, time: i64) -> Result<(), InvalidError> {
        pit.channels[0].next_transition_time = time;
        Ok(())
    }
}
