use migration::VMState;

#[derive(VMState)]
struct Uart {
    level: u32,
    #[vmstate(name = "level")]
    phase: u32,
}

fn main() {}
