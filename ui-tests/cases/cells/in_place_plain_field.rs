use migration::{bql::BqlCell, load_state, VMState};

#[derive(VMState)]
#[vmstate(name = "uart")]
struct Uart {
    control: BqlCell<u32>,
    level: u32,
}

fn main() {
    let uart = Uart { control: 1.into(), level: 0 };
    load_state(&uart, &[0; 8], 1).unwrap();
}
