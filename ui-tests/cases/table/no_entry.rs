use migration::{VMState};

fn main() {
    assert_eq!(<usize as VMState>::BASE.num, 6);
}
