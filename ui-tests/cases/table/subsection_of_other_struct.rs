use migration::{bql::BqlCell, vmstate_subsections, VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: BqlCell<u32>,
}

struct Timer;

const CLOCK: VMStateDescription<Timer> = VMStateDescriptionBuilder::<Timer>::new().name(c"uart/clock").build();

const UART: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart")
    .subsections(vmstate_subsections! { CLOCK })
    .build();

fn main() {
    assert_eq!(UART.name(), c"uart");
}
