use migration::{vmstate_fields, vmstate_of, Migratable, ToMigrationState};
use migration::{VMStateDescription, VMStateDescriptionBuilder};

#[derive(ToMigrationState)]
struct Registers {
    level: u32,
}

struct Uart {
    registers: Migratable<Registers>,
}

const UART: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart")
    .fields(vmstate_fields! { vmstate_of!(Uart, registers) })
    .build();

fn main() {
    println!("{UART:?}");
}
