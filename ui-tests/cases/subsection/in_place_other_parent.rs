use migration::VMState;

#[derive(VMState)]
#[vmstate(name = "uart")]
struct Uart {
    #[vmstate(subsection = "port/clock")]
    level: u32,
}

fn main() {}
