//! What a guest can choose.

use migration::ToMigrationState;

use super::registers::control;

/// How a channel counts (sheet, "Mode Definitions").
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToMigrationState)]
#[repr(u8)]
pub enum Mode {
    /// Mode 0, interrupt on terminal count.
    Terminal = 0,
    /// Mode 1, hardware retriggerable one-shot.
    OneShot = 1,
    /// Mode 2, rate generator.
    Rate = 2,
    /// Mode 3, square wave.
    Square = 3,
    /// Mode 4, software triggered strobe.
    SoftwareStrobe = 4,
    /// Mode 5, hardware triggered strobe.
    HardwareStrobe = 5,
    /// Mode 2 by the sheet. As in QEMU, its counter is that of mode 2, and its output that of mode 0.
    OtherRate = 6,
    /// Mode 3 by the sheet, and in QEMU the same as 6.
    OtherSquare = 7,
}

impl Mode {
    pub(super) const fn of_control(word: u8) -> Self {
        match word >> control::MODE_SHIFT & control::MODE_MASK {
            0 => Self::Terminal,
            1 => Self::OneShot,
            2 => Self::Rate,
            3 => Self::Square,
            4 => Self::SoftwareStrobe,
            5 => Self::HardwareStrobe,
            6 => Self::OtherRate,
            _ => Self::OtherSquare,
        }
    }
}

/// Which byte of a count an access takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToMigrationState)]
#[repr(u8)]
pub enum Access {
    /// The guest has not chosen yet: the low byte. Of a latched count: there is none.
    None = 0,
    /// The low byte.
    Low = 1,
    /// The high byte.
    High = 2,
    /// The low byte, then the high byte.
    Both = 3,
    /// The high byte, after the low byte.
    Second = 4,
}

impl Access {
    /// What a control word chooses; [`None`](Self::None) latches the count.
    pub(super) const fn of_control(word: u8) -> Self {
        match word >> control::ACCESS_SHIFT & control::ACCESS_MASK {
            0 => Self::None,
            1 => Self::Low,
            2 => Self::High,
            _ => Self::Both,
        }
    }
}
