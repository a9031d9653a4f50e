use std::sync::Mutex;

use migration::{Migratable, VMState};

fn main() {
    assert_eq!(<Migratable<Mutex<[u8; 4]>> as VMState>::BASE.num, 0);
}
