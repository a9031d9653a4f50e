use migration::VMState;

#[derive(VMState)]
#[vmstate]
struct Uart {
    #[vmstate = "omit"]
    level: u32,
    #[vmstate[omit]]
    phase: u32,
}

fn main() {}
