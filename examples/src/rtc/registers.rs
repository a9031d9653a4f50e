//! The two ports, and the registers behind them.

/// Port: which register the other port accesses, write only.
pub const INDEX: u8 = 0;

/// Port: the register, read and write.
pub const DATA: u8 = 1;

/// Seconds, read and write, as the following (sheet, "Time, Calendar, and Alarm Locations").
pub const SECONDS: u8 = 0x00;
/// Seconds of the alarm.
pub const SECONDS_ALARM: u8 = 0x01;
/// Minutes.
pub const MINUTES: u8 = 0x02;
/// Minutes of the alarm.
pub const MINUTES_ALARM: u8 = 0x03;
/// Hours; where they go from 1 to 12, the highest bit is set in the afternoon.
pub const HOURS: u8 = 0x04;
/// Hours of the alarm.
pub const HOURS_ALARM: u8 = 0x05;
/// Day of the week, 1 for Sunday.
pub const WEEKDAY: u8 = 0x06;
/// Day of the month.
pub const DAY: u8 = 0x07;
/// Month.
pub const MONTH: u8 = 0x08;
/// Year, without the century.
pub const YEAR: u8 = 0x09;

/// [Rates](register_a), read and write.
pub const REGISTER_A: u8 = 0x0a;

/// [Modes](register_b), read and write.
pub const REGISTER_B: u8 = 0x0b;

/// [Interrupts](register_c) that are pending, read only. Reading clears them.
pub const REGISTER_C: u8 = 0x0c;

/// Whether the battery has always been good, read only.
pub const REGISTER_D: u8 = 0x0d;

/// Century, where PCs have it.
pub const CENTURY: u8 = 0x32;

/// Century, where the PS/2 has it: the same as [`CENTURY`].
pub const CENTURY_PS2: u8 = 0x37;

/// Bits of an alarm register that make any value match.
pub const ANY: u8 = 0xc0;

/// Bit of the hours: it is afternoon.
pub const AFTERNOON: u8 = 0x80;

/// Bits of register A (sheet, "Register A").
pub mod register_a {
    /// The time is about to change.
    pub const UPDATING: u8 = 0x80;
    /// The divider's bits.
    pub const DIVIDER: u8 = 0x70;
    /// The largest divider with which the clock runs.
    pub const RUNS: u8 = 0x20;
    /// With both set, the divider is held in reset.
    pub const HELD: u8 = 0x60;
    /// The rate of the periodic interrupt.
    pub const RATE: u8 = 0x0f;
    /// The clock runs, and the rate is 1024 a second.
    pub const DEFAULT: u8 = 0x26;
}

/// Bits of register B (sheet, "Register B").
pub mod register_b {
    /// The guest sets the time, which stands still.
    pub const SET: u8 = 0x80;
    /// The periodic interrupt is let through.
    pub const PERIODIC: u8 = 0x40;
    /// The alarm is let through.
    pub const ALARM: u8 = 0x20;
    /// The end of an update is let through.
    pub const UPDATE: u8 = 0x10;
    /// The square wave.
    pub const SQUARE_WAVE: u8 = 0x08;
    /// Numbers are binary, not decimal.
    pub const BINARY: u8 = 0x04;
    /// Hours go from 0 to 23.
    pub const HOURS_24: u8 = 0x02;
}

/// Bits of register C (sheet, "Register C"); those of the interrupts are as in register B.
pub mod register_c {
    /// The interrupt output is on.
    pub const INTERRUPT: u8 = 0x80;
    /// All interrupts.
    pub const MASK: u8 = 0x70;
}

/// Register D: the battery has always been good.
pub const VALID: u8 = 0x80;
