use migration::{load_state, vmstate_fields, vmstate_of, Describe, VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: u32,
}

impl Describe for Uart {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"uart")
        .fields(vmstate_fields! { vmstate_of!(Uart, level) })
        .build();
}

fn main() {
    let uart = Uart { level: 0 };
    load_state(&uart, &[0; 4], 0).unwrap();
}
