//! What C needs behind the last field is not the author's to forget: the builder takes only lists that have it.

use migration::{vmstate_of, VMStateDescription, VMStateDescriptionBuilder};

struct Timer {
    count: u32,
}

static TIMER: VMStateDescription<Timer> = VMStateDescriptionBuilder::<Timer>::new()
    .name(c"timer")
    .fields([vmstate_of!(Timer, count)])
    .subsections([])
    .build();

fn main() {
    let _ = &TIMER;
}
