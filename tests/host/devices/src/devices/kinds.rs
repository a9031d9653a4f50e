//! Every kind of value.

use std::ffi::CStr;

use migration::{Bitmap, Buffer, Clock, Fifo32, Fifo8, Int32Le, InvalidError, Timer, ToMigrationState, Unused};

use crate::{
    board::Emulated,
    random::{Any, Random},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ToMigrationState)]
#[repr(u8)]
pub enum Mode {
    Off = 0,
    Slow = 5,
    Fast = 200,
}

impl Any for Mode {
    fn any(random: &mut Random) -> Self {
        [Self::Off, Self::Slow, Self::Fast][random.below(3) as usize]
    }
}

/// A number that is sent as another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(u8);

impl From<Percent> for u16 {
    fn from(percent: Percent) -> Self {
        percent.0.into()
    }
}

impl TryFrom<u16> for Percent {
    type Error = InvalidError;

    fn try_from(value: u16) -> Result<Self, InvalidError> {
        match u8::try_from(value) {
            Ok(percent @ 0..=100) => Ok(Self(percent)),
            _ => Err(InvalidError::new("a percentage is 0 to 100")),
        }
    }
}

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "numbers")]
pub struct Numbers {
    truth: bool,
    byte: u8,
    signed_byte: i8,
    word: u16,
    signed_word: i16,
    long: u32,
    signed_long: i32,
    quad: u64,
    signed_quad: i64,
    real: f64,
    mode: Mode,
    #[migration_state(try_into(u16))]
    percent: Percent,
    #[migration_state(equal)]
    same_byte: u8,
    #[migration_state(equal = "the board is another one")]
    same_word: u16,
    #[migration_state(equal)]
    same_long: u32,
    #[migration_state(equal)]
    same_signed: i32,
    #[migration_state(equal)]
    same_quad: u64,
    most: Int32Le,
    #[migration_state(range = 3..=7)]
    bounded: u8,
}

impl Any for Numbers {
    fn any(random: &mut Random) -> Self {
        Self {
            truth: Any::any(random),
            byte: Any::any(random),
            signed_byte: Any::any(random),
            word: Any::any(random),
            signed_word: Any::any(random),
            long: Any::any(random),
            signed_long: Any::any(random),
            quad: Any::any(random),
            signed_quad: Any::any(random),
            real: Any::any(random),
            mode: Any::any(random),
            percent: Percent(random.below(101) as u8),
            // Those of another device are the same more often than not.
            same_byte: 7,
            same_word: 0x1234 + u16::from(random.below(20) == 0),
            same_long: 0x1234_5678,
            same_signed: -9,
            same_quad: 0x0102_0304_0506_0708,
            most: Int32Le::from(100 + random.below(3) as i32),
            bounded: 3 + random.below(5) as u8,
        }
    }
}

impl Emulated for Numbers {
    const NAME: &'static CStr = c"numbers-board";
}

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "shapes")]
pub struct Shapes {
    array: [u16; 5],
    rows: [[u32; 3]; 2],
    nothing: Unused<6>,
    #[migration_state(into(Buffer<12>))]
    buffer: [u8; 12],
    #[migration_state(slice = 1..3)]
    slice: [u64; 4],
    boxed: Box<u32>,
    boxes: Box<[u16; 3]>,
    timer: Timer,
    clock: Clock,
    small: Fifo8<9>,
    large: Fifo32<3>,
    bits: Bitmap<70>,
    last: [bool; 3],
}

impl Any for Shapes {
    fn any(random: &mut Random) -> Self {
        let mut small = Fifo8::default();
        let mut large = Fifo32::default();
        let mut bits = Bitmap::default();
        for _ in 0..random.below(12) {
            let _ = small.push(Any::any(random));
            let _ = large.push(Any::any(random));
            bits.set(random.below(70) as usize, random.chance());
            if random.chance() {
                small.pop();
            }
        }
        Self {
            array: Any::any(random),
            rows: Any::any(random),
            nothing: Unused,
            buffer: Any::any(random),
            slice: Any::any(random),
            boxed: Any::any(random),
            boxes: Any::any(random),
            timer: if random.chance() { Timer::STOPPED } else { Timer::at(random.below(1 << 60) as i64) },
            clock: Clock::default(),
            small,
            large,
            bits,
            last: Any::any(random),
        }
    }
}

impl Emulated for Shapes {
    const NAME: &'static CStr = c"shapes-board";
}
