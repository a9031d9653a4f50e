use migration::VMState;

#[derive(VMState)]
struct Uart<'a> {
    level: u32,
    #[vmstate(omit)]
    name: &'a str,
}

fn main() {}
