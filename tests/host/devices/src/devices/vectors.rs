//! Arrays and vectors that a field counts, and what is behind pointers.

use std::ffi::CStr;

use migration::{ToMigrationState, Unused};

use super::elements::{Element, Plain};

use crate::{
    board::Emulated,
    random::{Any, Random},
};

/// An array for each type of count.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "counts")]
pub struct Counts {
    bytes: u8,
    #[migration_state(len = bytes)]
    fifo: [u8; 5],
    words: u16,
    #[migration_state(len = words)]
    levels: [u32; 4],
    structs: u32,
    #[migration_state(len = structs)]
    plain: [Plain; 3],
    signed: i32,
    #[migration_state(len = signed)]
    elements: [Element; 2],
    #[migration_state(local)]
    lanes: u8,
    #[migration_state(len = lanes * 2)]
    masks: [u16; 6],
    #[migration_state(len = lanes)]
    gone: [Unused<3>; 3],
    rows: u8,
    #[migration_state(len = rows * 2)]
    matrix: [[u16; 2]; 3],
    last: u8,
}

impl Emulated for Counts {
    const NAME: &'static CStr = c"counts-board";
}

impl Any for Counts {
    fn any(random: &mut Random) -> Self {
        Self {
            bytes: random.within(0..=5) as u8,
            fifo: random.any(),
            words: random.within(0..=4) as u16,
            levels: random.any(),
            structs: random.within(0..=3),
            plain: [(); 3].map(|()| Plain::random(random)),
            signed: random.within(0..=2) as i32,
            elements: [(); 2].map(|()| Element::random(random)),
            // What the board is built with is the same on both sides.
            lanes: 2,
            masks: random.any(),
            gone: [Unused; 3],
            rows: random.within(0..=3) as u8,
            matrix: random.any(),
            last: random.any(),
        }
    }
}

/// A vector for each type of count.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "vectors")]
pub struct Vectors {
    few: u8,
    #[migration_state(len = few, range = ..=4)]
    bytes: Vec<u8>,
    more: u16,
    #[migration_state(len = more, range = ..=6)]
    words: Vec<u32>,
    many: u32,
    #[migration_state(len = many, range = ..=3)]
    elements: Vec<Element>,
    signed: i32,
    #[migration_state(len = signed, range = ..=3)]
    plain: Vec<Plain>,
    filled: u8,
    #[migration_state(len = filled, range = ..=3)]
    pointers: Vec<Option<Box<Plain>>>,
    last: u8,
}

impl Emulated for Vectors {
    const NAME: &'static CStr = c"vectors-board";
}

impl Any for Vectors {
    fn any(random: &mut Random) -> Self {
        let bytes: Vec<_> = random.many(0..=4, Random::any);
        let words: Vec<_> = random.many(0..=6, Random::any);
        let elements: Vec<_> = random.many(0..=3, Element::random);
        let plain: Vec<_> = random.many(0..=3, Plain::random);
        // Which are there is how the board is built.
        let pointers = [true, false, true].map(|is_there| is_there.then(|| Box::new(Plain::random(random)))).into();
        Self {
            few: bytes.len() as u8,
            bytes,
            more: words.len() as u16,
            words,
            many: elements.len() as u32,
            elements,
            signed: plain.len() as i32,
            plain,
            filled: 3,
            pointers,
            last: random.any(),
        }
    }
}

/// Boxes, and boxes that may be missing.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "pointers")]
pub struct Pointers {
    boxed: Box<Element>,
    array: Box<[u16; 4]>,
    number: Box<u32>,
    slots: [Option<Box<Plain>>; 4],
    elements: [Option<Box<Element>>; 2],
    last: u8,
}

impl Emulated for Pointers {
    const NAME: &'static CStr = c"pointers-board";
}

impl Any for Pointers {
    fn any(random: &mut Random) -> Self {
        Self {
            boxed: Box::new(Element::random(random)),
            array: Box::new(random.any()),
            number: Box::new(random.any()),
            // Which are there is how the board is built.
            slots: [true, false, true, true].map(|is_there| is_there.then(|| Box::new(Plain::random(random)))),
            elements: [false, true].map(|is_there| is_there.then(|| Box::new(Element::random(random)))),
            last: random.any(),
        }
    }
}
