use migration::{bql::BqlCell, load_state, VMState};

#[derive(VMState)]
struct Uart {
    level: BqlCell<u32>,
}

fn main() {
    let uart = Uart { level: 0.into() };
    load_state(&uart, &[0; 4], 1).unwrap();
}
