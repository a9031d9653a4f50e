use migration::{bql::BqlCell, VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: BqlCell<u32>,
}

const UART: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart")
    .version_id(1)
    .minimum_version_id(2)
    .build();

fn main() {
    assert_eq!(UART.name(), c"uart");
}
