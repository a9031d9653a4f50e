use migration::{bql::BqlCell, VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: BqlCell<u32>,
}

const NEEDED: fn(&Uart) -> bool = |uart| uart.level.get() != 0;

const UART: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart")
    .needed(&NEEDED)
    .build();

fn main() {
    assert_eq!(UART.name(), c"uart");
}
