use migration::{bql::BqlCell, Machine, VMState};

#[derive(Default, VMState)]
struct Clock {
    frequency: BqlCell<u32>,
    phase: u8,
}

#[derive(Default, VMState)]
#[vmstate(name = "uart")]
struct Uart {
    control: BqlCell<u32>,
    #[vmstate(subsection = "uart/clock")]
    clocks: [Clock; 2],
}

fn main() {
    let uart = Uart::default();
    let mut machine = Machine::new("board");
    machine.register(&uart).unwrap();
}
