use migration::VMState;

#[derive(VMState)]
struct Uart {
    #[vmstate(needed = Self::needed)]
    level: u32,
}

fn main() {}
