//! Kinds with functions of their own, and values that no field holds.

use std::ffi::CStr;

use migration::{
    impl_vmstate_codec,
    kinds::{Codec, Decoder, Encoder},
    Bitmap, Clock, Computed, Fifo32, Fifo8, InvalidError, Timer, Tmp, ToMigrationState,
};

use crate::{
    board::Emulated,
    faults,
    random::{Any, Random},
};

/// Timers, clocks, queues, bits.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "kinds")]
pub struct Kinds {
    timer: Timer,
    timers: [Timer; 2],
    clock: Clock,
    clocks: [Clock; 2],
    fifo: Fifo8<5>,
    words: Fifo32<3>,
    bitmap: Bitmap<70>,
    small_bitmap: Bitmap<3>,
    label: Label,
    labels: [Label; 2],
    last: u8,
}

fn timer(random: &mut Random) -> Timer {
    // Half of the values stand for a timer that stands still.
    if random.any() {
        Timer::at(random.any::<u32>().into())
    } else {
        Timer::STOPPED
    }
}

fn clock(random: &mut Random) -> Clock {
    Clock { period: random.any(), multiplier: random.any(), divider: random.any() }
}

fn bitmap<const BITS: usize>(random: &mut Random) -> Bitmap<BITS> {
    let mut bitmap = Bitmap::new();
    for bit in 0..BITS {
        bitmap.set(bit, random.any());
    }
    bitmap
}

impl Emulated for Kinds {
    const NAME: &'static CStr = c"kinds-board";
}

impl Any for Kinds {
    fn any(random: &mut Random) -> Self {
        let (mut fifo, mut words) = (Fifo8::new(), Fifo32::new());
        for _ in 0..random.within(0..=12) {
            match random.within(0..=5) {
                0 => drop(fifo.pop()),
                1 => drop(words.pop()),
                2 | 3 => drop(fifo.push(random.any())),
                _ => drop(words.push(random.any())),
            }
        }
        Self {
            timer: timer(random),
            timers: [timer(random), timer(random)],
            clock: clock(random),
            clocks: [clock(random), clock(random)],
            fifo,
            words,
            bitmap: bitmap(random),
            small_bitmap: bitmap(random),
            label: Label::random(random),
            labels: [Label::random(random), Label::random(random)],
            last: random.any(),
        }
    }
}

/// Up to four letters, behind their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Label(String);

impl Label {
    fn random(random: &mut Random) -> Self {
        Self(random.many(0..=4, |random| char::from(random.within(0x61..=0x7a) as u8)))
    }
}

impl Codec for Label {
    const NAME: &'static CStr = c"label";
    const MAX_WIRE_LEN: usize = 5;

    fn encode(&self, output: &mut Encoder<'_>) -> Result<(), InvalidError> {
        faults::run("encode")?;
        output.put_u8(self.0.len() as u8);
        output.put_bytes(self.0.as_bytes());
        Ok(())
    }

    fn decode(input: &mut Decoder<'_>) -> Result<Self, InvalidError> {
        let mut text = vec![0; usize::from(input.get_u8()?)];
        input.get_bytes(&mut text)?;
        faults::run("decode")?;
        if !text.is_ascii() {
            return Err(InvalidError::new("expected letters, found other bytes"));
        }
        String::from_utf8(text).map(Self).map_err(|_| InvalidError)
    }
}

impl_vmstate_codec!(Label);

/// Values that are made of others.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "made")]
pub struct Made {
    half: u16,
    #[migration_state(with = doubled)]
    doubled: Computed<u32>,
    #[migration_state(with = times)]
    times: Computed<Tmp<Times>>,
    #[migration_state(omit = "travels as `times`")]
    nanoseconds: u64,
    stored: Tmp<Times>,
    last: u8,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, ToMigrationState)]
#[migration_state(version_id = 0)]
struct Times {
    seconds: u16,
    left: u32,
}

mod doubled {
    use super::{faults, InvalidError, Made};

    pub(super) fn get(made: &Made) -> Result<u32, InvalidError> {
        faults::run("get")?;
        Ok(u32::from(made.half) * 2)
    }

    pub(super) fn set(made: &mut Made, doubled: u32) -> Result<(), InvalidError> {
        faults::run("set")?;
        if doubled == u32::from(made.half) * 2 {
            Ok(())
        } else {
            Err(InvalidError::new(format!("expected twice {}, found {doubled}", made.half)))
        }
    }
}

mod times {
    use super::{InvalidError, Made, Times, Tmp};

    const SECOND: u64 = 1_000_000_000;

    pub(super) fn get(made: &Made) -> Result<Tmp<Times>, InvalidError> {
        let seconds = (made.nanoseconds / SECOND).try_into().map_err(|_| InvalidError::new("too late"))?;
        Ok(Tmp(Times { seconds, left: (made.nanoseconds % SECOND) as u32 }))
    }

    pub(super) fn set(made: &mut Made, Tmp(times): Tmp<Times>) -> Result<(), InvalidError> {
        made.nanoseconds = u64::from(times.seconds) * SECOND + u64::from(times.left);
        Ok(())
    }
}

impl Emulated for Made {
    const NAME: &'static CStr = c"made-board";
}

impl Any for Made {
    fn any(random: &mut Random) -> Self {
        Self {
            half: random.any(),
            doubled: Computed::new(),
            times: Computed::new(),
            nanoseconds: u64::from(random.any::<u16>()) * 1_000_000_000 + u64::from(random.within(0..=999_999_999)),
            stored: Tmp(Times { seconds: random.any(), left: random.any() }),
            last: random.any(),
        }
    }
}
