use migration::VMState;

#[derive(VMState)]
#[vmstate(name =)]
struct Uart {
    level: u32,
}

fn main() {}
