use migration::VMState;

#[derive(VMState)]
#[vmstate(name = "uart", version_id = 2)]
struct Uart {
    #[vmstate(since = 2, exists = Self::there)]
    level: u32,
}

fn main() {}
