//! Fields that travel as something else, and values that the device bounds.

use migration::{Buffer, Computed, InvalidError, ToMigrationState};
use migration_tests::Random;

use super::{array, holds, Received, Subject, Wire};

#[derive(Clone, Copy, Debug)]
struct Tenths(u32);

impl From<Tenths> for u16 {
    fn from(tenths: Tenths) -> Self {
        (tenths.0 / 10) as u16
    }
}

impl From<u16> for Tenths {
    fn from(number: u16) -> Self {
        Self(10 * u32::from(number))
    }
}

impl Tenths {
    fn random(random: &mut Random) -> Self {
        Self(10 * random.below(0x1_0000))
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Direction {
    In,
    Out,
}

impl From<Direction> for u8 {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::In => 0x10,
            Direction::Out => 0x20,
        }
    }
}

impl TryFrom<u8> for Direction {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            0x10 => Ok(Self::In),
            0x20 => Ok(Self::Out),
            _ => Err(format!("there is no direction {number}")),
        }
    }
}

#[derive(Debug, ToMigrationState)]
#[migration_state(derive(Clone))]
struct Inner {
    value: u16,
}

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "converted")]
struct Converted {
    #[migration_state(into(u16))]
    tenths: Tenths,
    #[migration_state(into([u16; 2]))]
    each: [Tenths; 2],
    #[migration_state(try_into(u8))]
    direction: Direction,
    #[migration_state(try_into([u8; 3]))]
    directions: [Direction; 3],
    #[migration_state(try_into(u32), range = 0..1000)]
    position: usize,
    #[migration_state(clone)]
    cloned: InnerMigration,
    #[migration_state(with = seconds)]
    seconds: Computed<u16>,
    #[migration_state(omit = "travels as seconds")]
    nanoseconds: u64,
    #[migration_state(into(Buffer<4>), with = swapped)]
    swapped: u32,
    #[migration_state(range = -3..=3)]
    signed: i8,
    #[migration_state(range = 1..)]
    levels: [u16; 2],
    #[migration_state(equal)]
    lines: u32,
    #[migration_state(equal = "the number of lanes is a property", name = "width")]
    lanes: u8,
    #[migration_state(local)]
    limit: u8,
    #[migration_state(exists = Self::has_more)]
    more: [Inner; 2],
}

impl Converted {
    fn has_more(received: &ConvertedMigration, _version_id: u8) -> bool {
        received.signed < received.limit as i8
    }
}

mod seconds {
    use migration::InvalidError;

    const SECOND: u64 = 1_000_000_000;

    pub fn get(device: &super::Converted) -> Result<u16, InvalidError> {
        u16::try_from(device.nanoseconds / SECOND).map_err(|_| InvalidError::new("too late"))
    }

    pub fn set(device: &mut super::Converted, seconds: u16) -> Result<(), InvalidError> {
        if seconds % 2 == 1 {
            return Err(InvalidError::new("odd"));
        }
        device.nanoseconds = u64::from(seconds) * SECOND;
        Ok(())
    }
}

mod swapped {
    use super::{Buffer, Converted, InvalidError};

    pub fn get(device: &Converted) -> Result<Buffer<4>, InvalidError> {
        Ok(device.swapped.to_le_bytes().into())
    }

    pub fn set(device: &mut Converted, bytes: Buffer<4>) -> Result<(), InvalidError> {
        device.swapped = u32::from_le_bytes(bytes.0);
        Ok(())
    }
}

impl Subject for Converted {
    fn random(random: &mut Random) -> Self {
        let direction = |random: &mut Random| [Direction::In, Direction::Out][random.below(2) as usize];
        Self {
            tenths: Tenths::random(random),
            each: array(random, Tenths::random),
            direction: direction(random),
            directions: array(random, direction),
            position: random.below(1000) as usize,
            cloned: InnerMigration { value: random.bits() as u16 },
            seconds: Computed::new(),
            nanoseconds: u64::from(random.below(0x8000)) * 2_000_000_000,
            swapped: random.word(),
            signed: random.below(7) as i8 - 3,
            levels: array(random, |random| random.bits() as u16 | 1),
            lines: 0x0102_0304,
            lanes: 5,
            limit: 1,
            more: array(random, |random| Inner { value: random.bits() as u16 }),
        }
    }

    fn write(&self, wire: &mut Wire, _version_id: u8) {
        wire.u16((self.tenths.0 / 10) as u16);
        self.each.iter().for_each(|tenths| wire.u16((tenths.0 / 10) as u16));
        for direction in [self.direction].iter().chain(&self.directions) {
            wire.u8(if *direction == Direction::In { 0x10 } else { 0x20 });
        }
        wire.u32(self.position as u32);
        wire.u16(self.cloned.value);
        wire.u16((self.nanoseconds / 1_000_000_000) as u16);
        self.swapped.to_le_bytes().iter().for_each(|byte| wire.u8(*byte));
        wire.i8(self.signed);
        self.levels.iter().for_each(|level| wire.u16(*level));
        wire.put(&[1, 2, 3, 4, 5]);
        if self.signed < 1 {
            self.more.iter().for_each(|inner| wire.u16(inner.value));
        }
    }

    fn receive(&mut self, sent: Self, _received: &Received<'_>) {
        let there = if sent.signed < 1 { &sent.more } else { &self.more };
        let more = there.each_ref().map(|inner| Inner { value: inner.value });
        *self = Self { more, ..sent };
    }
}

#[test]
fn fields_that_convert() {
    holds::<Converted>();
}
