//! Offsets and bits of the registers, as a guest sees them.

/// Count of channel 0, whose output is an interrupt. A write sets the count; a read gives the latched status, the
/// latched count, or where the counter is, in this order (sheet, "Write Operations" and "Read Operations").
pub const CHANNEL_0: u8 = 0;

/// Count of channel 1, which refreshed the memory of old PCs.
pub const CHANNEL_1: u8 = 1;

/// Count of channel 2, whose output is the speaker.
pub const CHANNEL_2: u8 = 2;

/// The [control word](control), write only.
pub const CONTROL: u8 = 3;

/// Parts of the control word (sheet, "Control Word Format" and "Read-Back Command").
pub mod control {
    /// How far to the right the number of the channel stands.
    pub const CHANNEL_SHIFT: u8 = 6;
    /// In place of a channel: the word is a read-back command.
    pub const READ_BACK: u8 = 3;
    /// How far to the right the bytes to be accessed stand; 0 latches the count.
    pub const ACCESS_SHIFT: u8 = 4;
    /// The bits of [`ACCESS_SHIFT`].
    pub const ACCESS_MASK: u8 = 0x03;
    /// How far to the right the mode stands.
    pub const MODE_SHIFT: u8 = 1;
    /// The bits of [`MODE_SHIFT`].
    pub const MODE_MASK: u8 = 0x07;
    /// Counts in decimal.
    pub const DECIMAL: u8 = 0x01;
    /// In a read-back command: does not latch the counts.
    pub const KEEP_COUNT: u8 = 0x20;
    /// In a read-back command: does not latch the statuses.
    pub const KEEP_STATUS: u8 = 0x10;
    /// In a read-back command: channel 0 is meant. The others follow.
    pub const FIRST_CHANNEL: u8 = 0x02;
}
