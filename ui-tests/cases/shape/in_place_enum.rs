use migration::VMState;

#[derive(VMState)]
#[repr(u8)]
enum Mode {
    Off,
    On,
}

fn main() {}
