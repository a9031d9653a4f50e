use migration::VMState;

#[derive(VMState)]
struct Uart {
    #[vmstate(range = 0..4)]
    level: u8,
    #[vmstate(range = 0..4)]
    locked: bool,
}

fn main() {}
