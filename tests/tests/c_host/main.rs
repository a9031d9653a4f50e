//! Devices built with feature `qemu`, run by a C core, beside the same devices run by this engine.
//!
//! `tests/host` is the C core, `tests/host/devices` are the devices. Both sides make the same random states from the same seeds.

mod agreement;
mod faults;
mod host;
mod symbols;

/// A source of numbers, the same ones each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        // The multiplier and the increment are Knuth's.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}
