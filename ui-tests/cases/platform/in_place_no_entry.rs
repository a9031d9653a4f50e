use migration::VMState;

struct Timing {
    period: u8,
}

#[derive(VMState)]
struct Uart {
    timing: Timing,
    others: [Timing; 2],
}

fn main() {}
