use migration::{vmstate_fields, vmstate_of, VMState, VMStateDescription, VMStateDescriptionBuilder};

struct Port {
    level: u8,
}

static CLOCK: VMStateDescription<Port> = VMStateDescriptionBuilder::<Port>::new()
    .name(c"uart/clock")
    .fields(vmstate_fields! { vmstate_of!(Port, level) })
    .build();

#[derive(VMState)]
#[vmstate(name = "uart", subsections(CLOCK))]
struct Uart {
    level: u8,
}

fn main() {}
