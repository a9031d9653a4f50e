use migration::VMState;

#[derive(VMState)]
union Word {
    whole: u32,
    bytes: [u8; 4],
}

fn main() {}
