use migration::{InvalidError, ToMigrationState};

#[derive(ToMigrationState)]
#[migration_state(validate = Self::check)]
struct Uart {
    level: u32,
}

impl Uart {
    fn check(&mut self, _: &UartMigration, _: u8) -> Result<(), InvalidError> {
        Ok(())
    }
}

fn main() {}
