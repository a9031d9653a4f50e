use migration::{bql::BqlCell, load_state, save_state, vmstate_fields, vmstate_of, vmstate_subsections, Describe};
use migration::{VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: BqlCell<u32>,
    clock: BqlCell<u8>,
}

const CLOCK: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart/clock")
    .needed(&|uart: &Uart| uart.clock.get() != 0)
    .fields(vmstate_fields! { vmstate_of!(Uart, clock) })
    .build();

impl Describe for Uart {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"uart")
        .version_id(2)
        .minimum_version_id(2)
        .fields(vmstate_fields! { vmstate_of!(Uart, level).with_version_id(2) })
        .subsections(vmstate_subsections! { CLOCK })
        .build();
}

fn main() {
    let uart = Uart { level: 7.into(), clock: 0.into() };
    load_state(&uart, &[0, 0, 0, 9], 2).unwrap();
    assert_eq!(save_state(&uart).unwrap(), [0, 0, 0, 9]);
}
