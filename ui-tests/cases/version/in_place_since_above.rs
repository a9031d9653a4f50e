use migration::VMState;

#[derive(VMState)]
#[vmstate(name = "uart")]
struct Uart {
    #[vmstate(since = 2)]
    level: u32,
}

fn main() {}
