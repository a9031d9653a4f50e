use migration::VMState;

#[derive(VMState)]
struct Uart {
    #[vmstate(endian = "big")]
    level: u32,
}

fn main() {}
