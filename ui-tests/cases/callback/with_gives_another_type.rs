use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(with = level)]
    level: migration::Computed<u32>,
}

mod level {
    use migration::InvalidError;

    pub fn get(_: &super::Uart) -> Result<u64, InvalidError> {
        Ok(0)
    }

    pub fn set(_: &mut super::Uart, _: u32) -> Result<(), InvalidError> {
        Ok(())
    }
}

fn main() {}
