//! Whoever owns an `UnsafeCell` has rules of access, which no table knows.

use std::cell::UnsafeCell;

use migration::{vmstate_of, Field};

struct Device {
    level: UnsafeCell<u8>,
}

const LEVEL: Field<Device> = vmstate_of!(Device, level);

fn main() {
    let _ = LEVEL;
}
