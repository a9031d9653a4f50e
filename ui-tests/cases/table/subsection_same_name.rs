use migration::{bql::BqlCell, vmstate_subsections, VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: BqlCell<u32>,
}

const CLOCK: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new().name(c"uart").build();

const UART: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart")
    .subsections(vmstate_subsections! { CLOCK })
    .build();

fn main() {
    assert_eq!(UART.name(), c"uart");
}
