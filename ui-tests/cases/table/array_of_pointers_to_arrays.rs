use migration::{VMState};

fn main() {
    assert_eq!(<[Box<[u8; 3]>; 2] as VMState>::BASE.num, 6);
}
