use migration::{bql::BqlCell, vmstate_fields, vmstate_of, VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: BqlCell<u32>,
}

const UART: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart")
    .fields(vmstate_fields! { vmstate_of!(Uart, depth) })
    .build();

fn main() {
    assert_eq!(UART.name(), c"uart");
}
