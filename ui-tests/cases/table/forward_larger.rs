//! A derived wrapper travels as its field, which must fill it.
use migration::{vmstate_of, Field, VMState};

#[derive(VMState)]
#[repr(align(16))]
struct Wide(u8);

struct Device {
    wide: Wide,
}

const WIDE: Field<Device> = vmstate_of!(Device, wide);

fn main() {
    let _ = WIDE;
}
