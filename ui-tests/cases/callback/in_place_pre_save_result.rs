use migration::VMState;

#[derive(VMState)]
#[vmstate(name = "uart", pre_save = Self::pre_save)]
struct Uart {
    level: u32,
}

impl Uart {
    fn pre_save(&self) {}
}

fn main() {}
