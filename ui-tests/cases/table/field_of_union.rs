use migration::{vmstate_of, Field};

union Overlay {
    byte: u8,
    flag: bool,
}

const FLAG: Field<Overlay> = vmstate_of!(Overlay, flag);

struct Counted {
    count: Overlay,
    values: [u8; 4],
}

const VALUES: Field<Counted> = vmstate_of!(Counted, values[0 .. count.byte]);

fn main() {
    let _ = (FLAG, VALUES);
}
