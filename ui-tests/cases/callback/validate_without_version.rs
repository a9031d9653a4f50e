use migration::{InvalidError, ToMigrationState};

#[derive(ToMigrationState)]
#[migration_state(validate = Self::check)]
struct Uart {
    level: u32,
}

impl Uart {
    fn check(&self, _: &UartMigration) -> Result<(), InvalidError> {
        Ok(())
    }
}

fn main() {}
