use migration::{bql::BqlRefCell, VMState};

fn main() {
    assert_eq!(<[BqlRefCell<[u8; 3]>; 2] as VMState>::BASE.num, 6);
}
