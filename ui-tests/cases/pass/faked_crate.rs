//! Whoever stands in for the crate, at `crate = path` or as `::migration`, decides nothing that memory safety depends on.
#![forbid(unsafe_code)]
#![expect(hidden_glob_reexports, reason = "whoever stands in for the crate hides some of it")]

extern crate migration as real;
extern crate self as migration;

/// Where no field but one lies.
#[macro_export]
macro_rules! at_the_begin {
    ($($field:tt)*) => {
        0
    };
}

/// What the crate has.
pub use real::*;

/// Any item of it may be another one.
pub mod vmstate {
    pub use real::vmstate::*;
    pub use crate::at_the_begin as offset_of;

    /// An entry with the size of each type that reaches far beyond it.
    const fn far<T>() -> real::bindings::VMStateField {
        real::bindings::VMStateField { size: size_of::<T>(), ..<crate::Far as real::VMState>::BASE }
    }

    pub const fn struct_entry<S>(_: &'static real::VMStateDescription<S>) -> real::bindings::VMStateField {
        far::<S>()
    }
}

#[derive(real::VMState)]
#[vmstate(crate = ::real)]
struct Far {
    words: [u64; 64],
}

impl Default for Far {
    fn default() -> Self {
        Self { words: [0; 64] }
    }
}

#[derive(Default, real::VMState)]
struct Level(u8);

#[derive(Default, real::VMState)]
struct Pair {
    first: u8,
    second: u16,
}

#[derive(Default, VMState)]
#[vmstate(name = "device", crate = crate)]
struct Device {
    level: Level,
    pair: Pair,
}

#[derive(Default, real::ToMigrationState)]
struct Counter {
    count: u32,
}

#[derive(Default, real::ToMigrationState)]
#[migration_state(name = "timer", crate = crate)]
struct Timer {
    counters: [Counter; 2],
}

fn main() {
    let mut device = Device::default();
    real::load_state_mut(&mut device, &[1, 2, 3, 4], 1).unwrap();
    assert_eq!((device.level.0, device.pair.first, device.pair.second), (1, 2, 0x304));
    assert_eq!(real::save_state(&device).unwrap(), [1, 2, 3, 4]);

    let mut timer = Timer::default();
    real::load_state_mut(&mut timer, &[0, 0, 0, 1, 0, 0, 0, 2], 1).unwrap();
    assert_eq!((timer.counters[0].count, timer.counters[1].count), (1, 2));
}
