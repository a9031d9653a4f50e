use migration::VMState;

#[derive(VMState)]
#[vmstate(name = "uart")]
struct Uart {
    #[vmstate(subsection = "uart/clock", needed = Self::needed)]
    level: u32,
}

impl Uart {
    fn needed(&self) -> u32 {
        self.level
    }
}

fn main() {}
