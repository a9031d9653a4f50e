//! A list of C entries that nothing ends: only the macro makes a list, and it ends each.
use migration::{bindings::VMStateField, vmstate_of, VMStateDescriptionBuilder};

struct Clock {
    period: u64,
}

static ENTRIES: [VMStateField; 1] = [VMStateField { ..migration::bindings::Zeroable::ZERO }];

fn main() {
    let _ = VMStateDescriptionBuilder::<Clock>::new().name(c"clock").fields(&ENTRIES);
    let _ = VMStateDescriptionBuilder::<Clock>::new().name(c"clock").fields([vmstate_of!(Clock, period)]);
    let _ = migration::vmstate::Fields { first: ENTRIES.as_ptr() };
}
