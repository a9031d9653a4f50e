//! What a crate means by `::core` decides nothing that memory safety depends on.
#![forbid(unsafe_code)]

extern crate self as core;

use migration::{load_state_mut, save_state, vmstate_fields, vmstate_of, VMState, VMStateDescriptionBuilder};
pub use std::{concat, convert, default, fmt, option, primitive, result, stringify};

/// Where every field lies, as this crate has it.
#[macro_export]
macro_rules! at_the_begin {
    ($($field:tt)*) => {
        0
    };
}

/// Checks nothing.
#[macro_export]
macro_rules! never_fails {
    ($($condition:tt)*) => {};
}

pub use never_fails as assert;

pub mod mem {
    pub use crate::at_the_begin as offset_of;
    pub use std::mem::size_of;
}

struct Level(u8, Box<u64>);
impl migration::Describe for Level {
    const VMSD: migration::VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"level")
        .fields(vmstate_fields! { vmstate_of!(Level, 0) })
        .build();
}

#[derive(VMState)]
struct Padded(u8, #[vmstate(omit)] Box<u64>);

#[derive(VMState)]
#[vmstate(name = "device")]
struct Device {
    #[vmstate(omit)]
    pointer: Box<u64>,
    padded: Padded,
}

fn main() {
    let mut level = Level(1, Box::new(2));
    load_state_mut(&mut level, &[3], 0).unwrap();
    ::std::assert_eq!((level.0, *level.1), (3, 2));

    let mut device = Device { pointer: Box::new(1), padded: Padded(2, Box::new(3)) };
    load_state_mut(&mut device, &[4], 1).unwrap();
    ::std::assert_eq!((*device.pointer, device.padded.0, *device.padded.1), (1, 4, 3));
    ::std::assert_eq!(save_state(&device).unwrap(), [4]);
}
