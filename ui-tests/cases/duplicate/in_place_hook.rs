use migration::VMState;

#[derive(VMState)]
#[vmstate(pre_load = Self::a, pre_load = Self::b)]
struct Uart {
    level: u32,
}

fn main() {}
