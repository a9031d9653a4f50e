use migration::VMState;

#[derive(VMState)]
#[vmstate(subsections = CLOCK)]
struct Uart {
    level: u32,
}

fn main() {}
