//! Offsets and bits of the registers, as a guest sees them. Each has 64 bits, and its halves can be accessed too.

/// What the device is, read only (specification, 2.3.4).
pub const CAPABILITIES: u64 = 0x000;

/// [Configuration](configuration), read and write (2.3.5).
pub const CONFIGURATION: u64 = 0x010;

/// Timers whose level-triggered interrupt is pending; ones that are written clear it (2.3.6).
pub const STATUS: u64 = 0x020;

/// The counter, read and write; to be written only while it stands still (2.3.7).
pub const COUNTER: u64 = 0x0f0;

/// The first offset of the first timer.
pub const TIMERS: u64 = 0x100;

/// From one timer to the next.
pub const TIMER_SIZE: u64 = 0x20;

/// Of a timer's registers: [configuration](timer_configuration), read and write (2.3.8).
pub const TIMER_CONFIGURATION: u64 = 0x00;

/// Of a timer's registers: comparator, read and write (2.3.9).
pub const TIMER_COMPARATOR: u64 = 0x08;

/// Of a timer's registers: message that is sent in place of an interrupt, read and write (2.3.10).
pub const TIMER_ROUTE: u64 = 0x10;

/// The first offset behind the registers.
pub const SIZE: u64 = 0x400;

/// The offsets of configuration, comparator and message of a timer.
pub const fn timer(index: u64) -> [u64; 3] {
    let start = TIMERS + TIMER_SIZE * index;
    [start + TIMER_CONFIGURATION, start + TIMER_COMPARATOR, start + TIMER_ROUTE]
}

/// Capabilities, without the number of timers.
pub const IDENTIFICATION: u64 = 0x0098_9680_8086_a001;

/// How far to the left of the [`IDENTIFICATION`] the number of the last timer stands.
pub const LAST_TIMER_SHIFT: u32 = 8;

/// Bits of the configuration.
pub mod configuration {
    /// The counter counts, and timers interrupt.
    pub const ENABLE: u64 = 1;
    /// Timers 0 and 1 interrupt in place of the PIT and the RTC.
    pub const LEGACY: u64 = 2;
    /// The bits that exist.
    pub const MASK: u64 = 3;
}

/// Bits of a timer's configuration.
pub mod timer_configuration {
    /// The interrupt is level-triggered.
    pub const LEVEL: u64 = 1 << 1;
    /// The timer interrupts.
    pub const ENABLE: u64 = 1 << 2;
    /// The timer is periodic.
    pub const PERIODIC: u64 = 1 << 3;
    /// The timer can be periodic.
    pub const CAN_BE_PERIODIC: u64 = 1 << 4;
    /// The timer has 64 bits.
    pub const IS_WIDE: u64 = 1 << 5;
    /// The next write of the comparator of a periodic timer sets the comparator too.
    pub const SET_COMPARATOR: u64 = 1 << 6;
    /// The timer uses 32 bits only.
    pub const NARROW: u64 = 1 << 8;
    /// How far to the left the interrupt input stands.
    pub const INPUT_SHIFT: u32 = 9;
    /// The bits of the input.
    pub const INPUT_MASK: u64 = 0x1f;
    /// A message is sent in place of an interrupt.
    pub const MESSAGE: u64 = 1 << 14;
    /// The interrupt inputs that can be chosen: input 2.
    pub const INPUTS: u64 = 1 << 34;
    /// The bits that can be written.
    pub const MASK: u64 = 0x7f4e;
}
