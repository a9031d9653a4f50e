//! Scalars, arrays, and structs of every shape.

use migration::ToMigrationState;
use migration_tests::Random;

use super::{array, holds, Received, Subject, Wire};

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "scalars")]
struct Scalars {
    truth: bool,
    unsigned8: u8,
    unsigned16: u16,
    unsigned32: u32,
    unsigned64: u64,
    signed8: i8,
    signed16: i16,
    signed32: i32,
    signed64: i64,
    double: f64,
    doubles: [f64; 2],
    numbers: [u16; 3],
    rows: [[i8; 2]; 3],
    none: [u32; 0],
    #[migration_state(omit)]
    wiring: u64,
}

impl Subject for Scalars {
    fn random(random: &mut Random) -> Self {
        Self {
            truth: random.below(2) == 1,
            unsigned8: random.bits() as u8,
            unsigned16: random.bits() as u16,
            unsigned32: random.word(),
            unsigned64: random.bits(),
            signed8: random.bits() as i8,
            signed16: random.bits() as i16,
            signed32: random.bits() as i32,
            signed64: random.bits() as i64,
            double: f64::from_bits(random.bits()),
            doubles: array(random, |random| f64::from_bits(random.bits())),
            numbers: array(random, |random| random.bits() as u16),
            rows: array(random, |random| array(random, |random| random.bits() as i8)),
            none: [],
            wiring: random.bits(),
        }
    }

    fn write(&self, wire: &mut Wire, _version_id: u8) {
        wire.bool(self.truth);
        wire.u8(self.unsigned8);
        wire.u16(self.unsigned16);
        wire.u32(self.unsigned32);
        wire.u64(self.unsigned64);
        wire.i8(self.signed8);
        wire.i16(self.signed16);
        wire.i32(self.signed32);
        wire.i64(self.signed64);
        wire.f64(self.double);
        self.doubles.iter().for_each(|double| wire.f64(*double));
        self.numbers.iter().for_each(|number| wire.u16(*number));
        self.rows.as_flattened().iter().for_each(|number| wire.i8(*number));
    }

    fn receive(&mut self, sent: Self, _received: &Received<'_>) {
        *self = Self { wiring: self.wiring, ..sent };
    }
}

#[test]
fn scalars() {
    holds::<Scalars>();
}

#[derive(Clone, Copy, Debug, ToMigrationState)]
struct Point {
    x: i16,
    #[migration_state(omit)]
    color: u8,
    y: [u8; 2],
}

impl Point {
    fn random(random: &mut Random) -> Self {
        Self { x: random.bits() as i16, color: random.bits() as u8, y: array(random, |random| random.bits() as u8) }
    }

    fn write(&self, wire: &mut Wire) {
        wire.i16(self.x);
        wire.put(&self.y);
    }

    fn receive(&mut self, sent: Self) {
        *self = Self { color: self.color, ..sent };
    }
}

#[derive(Clone, Copy, Debug, ToMigrationState)]
#[repr(i16)]
enum Mode {
    Off,
    Slow = -2,
    Fast = 0x102,
}

impl Mode {
    fn random(random: &mut Random) -> Self {
        [Self::Off, Self::Slow, Self::Fast][random.below(3) as usize]
    }

    fn write(self, wire: &mut Wire) {
        wire.put(match self {
            Self::Off => &[0, 0],
            Self::Slow => &[0xff, 0xfe],
            Self::Fast => &[1, 2],
        });
    }
}

#[derive(Debug, ToMigrationState)]
struct Level(u32);

#[derive(Debug, ToMigrationState)]
struct Pair(u8, #[migration_state(omit)] u64, i16);

#[derive(Debug, ToMigrationState)]
struct Marker;

#[derive(Debug, ToMigrationState)]
struct Several<T, const N: usize> {
    count: u8,
    elements: [T; N],
}

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "shaped")]
struct Shaped {
    point: Point,
    points: [Point; 2],
    grid: [[Point; 2]; 2],
    mode: Mode,
    modes: [Mode; 2],
    level: Level,
    levels: [Level; 2],
    pair: Pair,
    marker: Marker,
    numbers: Several<u16, 3>,
    several: Several<Point, 2>,
    boxed: Box<Point>,
    boxes: [Box<u16>; 2],
    boxed_numbers: Box<[u32; 2]>,
}

impl Subject for Shaped {
    fn random(random: &mut Random) -> Self {
        Self {
            point: Point::random(random),
            points: array(random, Point::random),
            grid: array(random, |random| array(random, Point::random)),
            mode: Mode::random(random),
            modes: array(random, Mode::random),
            level: Level(random.word()),
            levels: array(random, |random| Level(random.word())),
            pair: Pair(random.bits() as u8, random.bits(), random.bits() as i16),
            marker: Marker,
            numbers: Several { count: random.bits() as u8, elements: array(random, |random| random.bits() as u16) },
            several: Several { count: random.bits() as u8, elements: array(random, Point::random) },
            boxed: Box::new(Point::random(random)),
            boxes: array(random, |random| Box::new(random.bits() as u16)),
            boxed_numbers: Box::new(array(random, Random::word)),
        }
    }

    fn write(&self, wire: &mut Wire, _version_id: u8) {
        self.point.write(wire);
        self.points.iter().chain(self.grid.as_flattened()).for_each(|point| point.write(wire));
        self.mode.write(wire);
        self.modes.iter().for_each(|mode| mode.write(wire));
        wire.u32(self.level.0);
        self.levels.iter().for_each(|level| wire.u32(level.0));
        wire.u8(self.pair.0);
        wire.i16(self.pair.2);
        wire.u8(self.numbers.count);
        self.numbers.elements.iter().for_each(|number| wire.u16(*number));
        wire.u8(self.several.count);
        self.several.elements.iter().for_each(|point| point.write(wire));
        self.boxed.write(wire);
        self.boxes.iter().for_each(|number| wire.u16(**number));
        self.boxed_numbers.iter().for_each(|number| wire.u32(*number));
    }

    fn receive(&mut self, sent: Self, _received: &Received<'_>) {
        self.point.receive(sent.point);
        self.points.iter_mut().zip(sent.points).for_each(|(here, sent)| here.receive(sent));
        let grid = sent.grid.into_iter().flatten();
        self.grid.as_flattened_mut().iter_mut().zip(grid).for_each(|(here, sent)| here.receive(sent));
        (self.mode, self.modes, self.level, self.levels) = (sent.mode, sent.modes, sent.level, sent.levels);
        self.pair = Pair(sent.pair.0, self.pair.1, sent.pair.2);
        self.numbers = sent.numbers;
        self.several.count = sent.several.count;
        self.several.elements.iter_mut().zip(sent.several.elements).for_each(|(here, sent)| here.receive(sent));
        self.boxed.receive(*sent.boxed);
        (self.boxes, self.boxed_numbers) = (sent.boxes, sent.boxed_numbers);
    }
}

#[test]
fn structs_of_every_shape() {
    holds::<Shaped>();
}
