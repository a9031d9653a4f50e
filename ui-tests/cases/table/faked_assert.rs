//! The check of the offset is no macro of the user's.

macro_rules! assert {
    ($($ignored:tt)*) => {};
}

struct Padded(u8, Box<u64>);

migration::impl_vmstate_forward!(Padded);

struct Device {
    padded: Padded,
}

const PADDED: migration::Field<Device> = migration::vmstate_of!(Device, padded);

fn main() {
    assert!();
    let _ = PADDED;
}
