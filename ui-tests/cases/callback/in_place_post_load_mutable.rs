use migration::{InvalidError, VMState};

#[derive(VMState)]
#[vmstate(name = "uart", post_load = Self::post_load)]
struct Uart {
    level: u32,
}

impl Uart {
    fn post_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        Ok(())
    }
}

fn main() {}
