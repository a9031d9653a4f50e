use migration::VMState;

#[derive(VMState)]
#[vmstate(name = "uart", pre_load = Self::pre_load)]
struct Uart {
    #[vmstate(exists = Self::there)]
    level: u32,
}

fn main() {}
