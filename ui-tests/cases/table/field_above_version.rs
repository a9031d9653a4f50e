use migration::{bql::BqlCell, vmstate_fields, vmstate_of, VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: BqlCell<u32>,
}

const UART: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart")
    .version_id(1)
    .fields(vmstate_fields! { vmstate_of!(Uart, level).with_version_id(2) })
    .build();

fn main() {
    assert_eq!(UART.name(), c"uart");
}
