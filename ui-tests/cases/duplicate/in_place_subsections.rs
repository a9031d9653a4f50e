use migration::VMState;

#[derive(VMState)]
#[vmstate(subsections(A), subsections(B))]
struct Uart {
    level: u32,
}

fn main() {}
