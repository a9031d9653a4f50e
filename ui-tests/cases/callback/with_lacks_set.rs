use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(with = level)]
    level: migration::Computed<u32>,
}

mod level {
    pub fn get(_: &super::Uart) -> Result<u32, migration::InvalidError> {
        Ok(0)
    }
}

fn main() {}
