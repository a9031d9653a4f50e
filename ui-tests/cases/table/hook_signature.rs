use migration::{bql::BqlCell, VMStateDescription, VMStateDescriptionBuilder};

struct Uart {
    level: BqlCell<u32>,
}

impl Uart {
    fn rearm(&self) {
        self.level.set(0);
    }
}

const UART: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart")
    .post_load(&Uart::rearm)
    .build();

fn main() {
    assert_eq!(UART.name(), c"uart");
}
