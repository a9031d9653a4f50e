use migration::VMState;

#[derive(VMState)]
struct Uart {
    #[vmstate(len = level, slice = 0..2)]
    level: [u32; 4],
}

fn main() {}
