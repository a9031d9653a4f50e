use migration::{bql::BqlCell, VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: BqlCell<u32>,
}

const UART: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .version_id(1)
    .build();

fn main() {
    assert_eq!(UART.name(), c"uart");
}
