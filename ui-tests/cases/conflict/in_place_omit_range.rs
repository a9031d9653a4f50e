use migration::VMState;

#[derive(VMState)]
struct Uart {
    #[vmstate(omit, range = 0..4)]
    level: u32,
}

fn main() {}
