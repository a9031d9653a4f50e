//! Devices with a schema written by hand beside each.

use std::collections::BTreeMap;

use migration::{Bitmap, Timer, ToMigrationState, Unused};

use super::{Kind, Schema, Subsection};

/// Numbers, arrays, versions, and what is checked.
#[derive(ToMigrationState)]
#[migration_state(name = "plain", version_id = 3, minimum_version_id = 1)]
pub struct Plain {
    flag: bool,
    byte: u8,
    short: i16,
    word: u32,
    #[migration_state(equal)]
    lanes: u32,
    long: u64,
    #[migration_state(since = 2)]
    later: [u16; 2],
    matrix: [[u8; 2]; 3],
    #[migration_state(range = ..=9)]
    level: u16,
    unused: Unused<3>,
    timer: Timer,
    bitmap: Bitmap<65>,
    #[migration_state(since = 3)]
    latest: i64,
    #[migration_state(exists = has_tail)]
    tail: u8,
}

fn has_tail(received: &PlainMigration, _version_id: u8) -> bool {
    received.flag
}

impl Plain {
    pub(super) fn device() -> Self {
        Self {
            flag: true,
            byte: 1,
            short: -2,
            word: 3,
            lanes: 4,
            long: 5,
            later: [6, 7],
            matrix: [[8, 9], [10, 11], [12, 13]],
            level: 9,
            unused: Unused,
            timer: Timer::STOPPED,
            bitmap: Bitmap::new(),
            latest: -14,
            tail: 15,
        }
    }

    pub(super) fn schema() -> Schema {
        let mut schema = Schema::new(
            "plain",
            [
                Kind::Bool,
                Kind::Number(1),
                Kind::Number(2),
                Kind::Number(4),
                Kind::Equal(4, 4),
                Kind::Number(8),
                Kind::Array(Box::new(Kind::Number(2)), 2),
                Kind::Array(Box::new(Kind::Number(1)), 6),
                Kind::UpTo(2, 9),
                Kind::Unused(3),
                Kind::Timer,
                Kind::Bitmap(65),
                Kind::Number(8),
                Kind::Number(1),
            ],
        );
        schema.version = 3;
        schema.fields[6].since = 2;
        schema.fields[12].since = 3;
        schema.fields[13].if_set = Some(0);
        schema
    }
}

/// Structs in structs, each with subsections, and bytes behind them that may look like one.
#[derive(ToMigrationState)]
#[migration_state(name = "nest")]
pub struct Nest {
    inner: Inner,
    bytes: [u8; 12],
    pair: [Inner; 2],
    last: u8,
    #[migration_state(subsection = "nest/a", needed = Self::has_a)]
    a: u16,
    #[migration_state(subsection = "nest/a/b", needed = Self::has_b)]
    b: Inner,
}

#[derive(Default, ToMigrationState)]
struct Inner {
    value: u8,
    #[migration_state(subsection = "Inner/x", needed = Self::has_x)]
    x: u8,
    #[migration_state(subsection = "Inner/y", needed = Self::has_y)]
    y: u16,
}

impl Inner {
    fn new(value: u8) -> Self {
        Self { value, x: value & 1, y: u16::from(value & 2) }
    }

    fn has_x(&self) -> bool {
        self.x != 0
    }

    fn has_y(&self) -> bool {
        self.y != 0
    }

    fn schema() -> Schema {
        Schema::new("Inner", [Kind::Number(1)])
            .with(Subsection::Plain, Schema::new("Inner/x", [Kind::Number(1)]))
            .with(Subsection::Plain, Schema::new("Inner/y", [Kind::Number(2)]))
    }
}

impl Nest {
    fn has_a(&self) -> bool {
        self.a != 0
    }

    fn has_b(&self) -> bool {
        self.b.value != 0
    }

    pub(super) fn device() -> Self {
        Self {
            inner: Inner::new(3),
            bytes: *b"\x04\x07Inner-y...",
            pair: [Inner::new(1), Inner::new(2)],
            last: 4,
            a: 5,
            b: Inner::new(7),
        }
    }

    pub(super) fn schema() -> Schema {
        let b = Schema::new("nest/a/b", [Kind::Struct(Inner::schema())]);
        let a = Schema::new("nest/a", [Kind::Number(2)]).with(Subsection::Plain, b);
        let inner = || Kind::Struct(Inner::schema());
        Schema::new(
            "nest",
            [inner(), Kind::Array(Box::new(Kind::Number(1)), 12), Kind::Array(Box::new(inner()), 2), Kind::Number(1)],
        )
        .with(Subsection::Plain, a)
    }
}

/// What is counted, in the stream or by a field.
#[derive(ToMigrationState)]
#[migration_state(name = "counts")]
pub struct Counts {
    few: u8,
    #[migration_state(len = few)]
    bytes: [u8; 4],
    many: u32,
    #[migration_state(len = many * 2)]
    pairs: [u16; 6],
    signed: i32,
    #[migration_state(len = signed)]
    inner: [Inner; 2],
    #[migration_state(range = ..=3)]
    list: Vec<Inner>,
    #[migration_state(range = ..=3)]
    map: BTreeMap<u16, Inner>,
    pointers: [Option<Box<Inner>>; 3],
}

impl Counts {
    pub(super) fn device() -> Self {
        Self {
            few: 3,
            bytes: [1, 2, 3, 4],
            many: 2,
            pairs: [5, 6, 7, 8, 9, 10],
            signed: 1,
            inner: [Inner::new(11), Inner::new(12)],
            list: vec![Inner::new(13), Inner::new(14)],
            map: BTreeMap::from([(1, Inner::new(15)), (0x203, Inner::new(16))]),
            pointers: [None, Some(Box::new(Inner::new(17))), None],
        }
    }

    pub(super) fn schema() -> Schema {
        let inner = || Box::new(Kind::Struct(Inner::schema()));
        Schema::new(
            "counts",
            [
                Kind::Number(1),
                Kind::Counted(Box::new(Kind::Number(1)), 0, 1, 4),
                Kind::Number(4),
                Kind::Counted(Box::new(Kind::Number(2)), 2, 2, 6),
                Kind::Number(4),
                Kind::Counted(inner(), 4, 1, 2),
                Kind::List(Inner::schema(), 3),
                Kind::Tree(2, Inner::schema(), 3),
                Kind::Pointers(inner(), vec![false, true, false]),
            ],
        )
    }
}

/// Parts that are there or not.
#[derive(ToMigrationState)]
#[migration_state(name = "options", version_id = 2, minimum_version_id = 2)]
pub struct Options {
    value: u8,
    #[migration_state(subsection = "options/one")]
    one: Option<Inner>,
    #[migration_state(subsection = "options/two")]
    two: Option<Inner>,
}

impl Options {
    pub(super) fn device() -> Self {
        Self { value: 1, one: Some(Inner::new(3)), two: None }
    }

    pub(super) fn schema() -> Schema {
        let part = |name| Schema::new(name, [Kind::Struct(Inner::schema())]);
        let mut schema = Schema::new("options", [Kind::Number(1)])
            .with(Subsection::Optional, part("options/one"))
            .with(Subsection::Optional, part("options/two"));
        (schema.version, schema.minimum) = (2, 2);
        schema
    }
}
