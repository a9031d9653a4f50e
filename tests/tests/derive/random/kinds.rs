//! The kinds of field beside plain numbers.

use std::ffi::CStr;

use migration::{
    impl_vmstate_codec,
    kinds::{Codec, Decoder, Encoder},
    Bitmap, Buffer, Clock, Fifo32, Fifo8, Int32Le, InvalidError, Timer, Tmp, ToMigrationState, Unused,
};
use migration_tests::Random;

use super::{array, holds, up_to, Received, Subject, Wire};

/// Up to four bytes behind their number.
#[derive(Clone, Debug, Default)]
struct Text(Vec<u8>);

impl Codec for Text {
    const NAME: &'static CStr = c"text";
    const MAX_WIRE_LEN: usize = 5;

    fn encode(&self, output: &mut Encoder<'_>) -> Result<(), InvalidError> {
        output.put_u8(self.0.len() as u8);
        output.put_bytes(&self.0);
        Ok(())
    }

    fn decode(input: &mut Decoder<'_>) -> Result<Self, InvalidError> {
        let mut text = vec![0; usize::from(input.get_u8()?)];
        input.get_bytes(&mut text)?;
        Ok(Self(text))
    }
}

impl_vmstate_codec!(Text);

#[derive(Debug, ToMigrationState)]
#[migration_state(version_id = 0)]
struct Times {
    elapsed: u16,
}

/// What was done to a queue: an element in, or one out.
type History = Vec<Option<u32>>;

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "kinds")]
struct Kinds {
    buffer: Buffer<3>,
    buffers: [Buffer<2>; 2],
    timer: Timer,
    timers: [Timer; 2],
    clock: Clock,
    bytes: Fifo8<3>,
    words: Fifo32<2>,
    bitmap: Bitmap<70>,
    #[migration_state(into(Int32Le))]
    used: i32,
    unused: Unused<2>,
    times: Tmp<Times>,
    text: Text,
    texts: [Text; 2],
    #[migration_state(omit)]
    histories: [History; 2],
}

fn history(random: &mut Random, capacity: usize) -> History {
    let mut level = 0;
    let mut history: History = up_to(random, 12, |random| (random.below(3) != 0).then(|| random.word()));
    history.retain(|action| match action {
        Some(_) if level == capacity => false,
        None if level == 0 => false,
        Some(_) => {
            level += 1;
            true
        }
        None => {
            level -= 1;
            true
        }
    });
    history
}

/// A ring of `N` elements: all of its memory, where it begins, and how long it is, both in bytes.
fn write_ring<const N: usize, const WIDTH: usize>(history: &History, bytes: fn(u32) -> [u8; WIDTH], wire: &mut Wire) {
    let mut memory = [[0; WIDTH]; N];
    let (mut head, mut level) = (0, 0);
    for action in history {
        if let Some(element) = action {
            memory[(head + level) % N] = bytes(*element);
            level += 1;
        } else {
            head = (head + 1) % N;
            level -= 1;
        }
    }
    wire.put(memory.as_flattened());
    wire.u32((head * WIDTH) as u32);
    wire.u32((level * WIDTH) as u32);
}

fn timer(random: &mut Random) -> Timer {
    if random.below(3) == 0 {
        Timer::STOPPED
    } else {
        Timer::at((random.bits() >> 1) as i64)
    }
}

fn write_timer(timer: Timer, wire: &mut Wire) {
    match timer.expires() {
        None => wire.put(&[0xff; 8]),
        Some(nanoseconds) => wire.i64(nanoseconds),
    }
}

fn text(random: &mut Random) -> Text {
    Text(up_to(random, 4, |random| random.bits() as u8))
}

impl Subject for Kinds {
    fn random(random: &mut Random) -> Self {
        let mut bitmap = Bitmap::new();
        (0..70).filter(|_| random.below(2) == 0).collect::<Vec<_>>().into_iter().for_each(|bit| bitmap.set(bit, true));
        let histories = [history(random, 3), history(random, 2)];
        let (mut bytes, mut words) = (Fifo8::new(), Fifo32::new());
        for action in &histories[0] {
            match action {
                Some(element) => bytes.push(*element as u8).unwrap(),
                None => drop(bytes.pop().unwrap()),
            }
        }
        for action in &histories[1] {
            match action {
                Some(element) => words.push(*element).unwrap(),
                None => drop(words.pop().unwrap()),
            }
        }
        Self {
            buffer: Buffer(array(random, |random| random.bits() as u8)),
            buffers: array(random, |random| Buffer(array(random, |random| random.bits() as u8))),
            timer: timer(random),
            timers: array(random, timer),
            clock: Clock { period: random.bits(), multiplier: 1 + random.below(2), divider: 1 + random.below(2) },
            bytes,
            words,
            bitmap,
            used: 0x105,
            unused: Unused,
            times: Tmp(Times { elapsed: random.bits() as u16 }),
            text: text(random),
            texts: array(random, text),
            histories,
        }
    }

    fn write(&self, wire: &mut Wire, _version_id: u8) {
        wire.put(&self.buffer.0);
        self.buffers.iter().for_each(|buffer| wire.put(&buffer.0));
        write_timer(self.timer, wire);
        self.timers.iter().for_each(|timer| write_timer(*timer, wire));
        wire.u64(self.clock.period);
        if (self.clock.multiplier, self.clock.divider) != (1, 1) {
            wire.subsection("clock/muldiv", |wire| {
                wire.u32(self.clock.multiplier);
                wire.u32(self.clock.divider);
            });
        }
        write_ring::<3, 1>(&self.histories[0], |element| [element as u8], wire);
        // As in the memory of a little-endian host.
        write_ring::<2, 4>(&self.histories[1], u32::to_le_bytes, wire);
        for word in [0..64, 64..70] {
            let bits = word.clone().filter(|bit| self.bitmap.get(*bit) == Some(true));
            wire.u64(bits.map(|bit| 1 << (bit - word.start)).sum());
        }
        wire.put(&[0, 0, 1, 5]);
        wire.put(&[0, 0]);
        wire.u16(self.times.0.elapsed);
        for text in [&self.text].into_iter().chain(&self.texts) {
            wire.u8(text.0.len() as u8);
            wire.put(&text.0);
        }
    }

    fn receive(&mut self, sent: Self, _received: &Received<'_>) {
        *self = Self { histories: self.histories.clone(), ..sent };
    }
}

#[test]
fn all_kinds() {
    holds::<Kinds>();
}
