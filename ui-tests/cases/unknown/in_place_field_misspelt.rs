use migration::VMState;

#[derive(VMState)]
struct Uart {
    #[vmstate(omitt)]
    level: u32,
}

fn main() {}
