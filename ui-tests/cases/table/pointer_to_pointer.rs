use migration::{VMState};

fn main() {
    assert_eq!(<Box<Box<[u8; 6]>> as VMState>::BASE.num, 6);
}
