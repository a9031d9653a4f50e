use migration::{bql::BqlCell, VMState};

#[derive(VMState)]
struct Uart {
    #[vmstate(len = missing)]
    first: [u8; 4],
    wide: BqlCell<u64>,
    #[vmstate(len = wide)]
    second: [u8; 4],
    #[vmstate(len = late)]
    third: BqlCell<[u8; 4]>,
    late: u8,
    #[vmstate(len = late)]
    single: BqlCell<u8>,
    #[vmstate(slice = ..2)]
    number: u8,
}

fn main() {}
