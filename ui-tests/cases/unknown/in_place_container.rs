use migration::VMState;

#[derive(VMState)]
#[vmstate(nmae = "uart")]
struct Uart {
    level: u32,
}

fn main() {}
