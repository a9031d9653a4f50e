use migration::VMState;

#[derive(VMState)]
#[vmstate(name = "uart")]
struct Uart {
    #[vmstate(subsection = "uart/clock", needed = Self::a)]
    frequency: u32,
    #[vmstate(subsection = "uart/clock", needed = Self::b)]
    phase: u32,
}

fn main() {}
