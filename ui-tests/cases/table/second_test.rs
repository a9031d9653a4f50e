use migration::{vmstate_of, Field};

struct Queue {
    level: u8,
    entries: [u8; 4],
}

fn always(_: &Queue, _: u8) -> bool {
    true
}

const ENTRIES: Field<Queue> = vmstate_of!(Queue, entries[0 .. level], always).with_test(&always);
const LEVEL: Field<Queue> = vmstate_of!(Queue, level, always).with_test(&always);

fn main() {
    let _ = (ENTRIES, LEVEL);
}
