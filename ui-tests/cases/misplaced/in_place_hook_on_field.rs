use migration::VMState;

#[derive(VMState)]
struct Uart {
    #[vmstate(post_save = Self::done)]
    level: u32,
}

fn main() {}
