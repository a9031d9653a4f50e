use migration::{InvalidError, ToMigrationState};

#[derive(ToMigrationState)]
#[migration_state(post_load = Self::rearm)]
struct Uart {
    level: u32,
}

impl Uart {
    fn rearm(&mut self, _: i32) -> Result<(), InvalidError> {
        Ok(())
    }
}

fn main() {}
