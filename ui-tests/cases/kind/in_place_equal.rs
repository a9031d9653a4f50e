use migration::{bql::BqlCell, VMState};

#[derive(VMState)]
struct Uart {
    #[vmstate(equal)]
    level: BqlCell<[u16; 2]>,
    #[vmstate(equal = "use the same board")]
    locked: BqlCell<bool>,
}

fn main() {}
