use migration::{vmstate_of, Field};

struct Queue {
    level: u64,
    entries: [u8; 4],
}

const ENTRIES: Field<Queue> = vmstate_of!(Queue, entries[0 .. level]);

fn main() {
    println!("{ENTRIES:?}");
}
