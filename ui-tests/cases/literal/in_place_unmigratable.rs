use migration::VMState;

#[derive(VMState)]
#[vmstate(unmigratable = true)]
struct Uart {
    level: u32,
}

fn main() {}
