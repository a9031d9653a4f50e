use migration::VMState;

#[derive(VMState)]
#[vmstate(range = 0..4)]
struct Uart {
    level: u32,
}

fn main() {}
