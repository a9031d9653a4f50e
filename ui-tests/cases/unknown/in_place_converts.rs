use migration::VMState;

#[derive(VMState)]
struct Uart {
    #[vmstate(try_into(u8))]
    level: u32,
}

fn main() {}
