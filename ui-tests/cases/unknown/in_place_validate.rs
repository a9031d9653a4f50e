use migration::VMState;

#[derive(VMState)]
#[vmstate(name = "uart", validate = Self::validate)]
struct Uart {
    level: u32,
}

fn main() {}
