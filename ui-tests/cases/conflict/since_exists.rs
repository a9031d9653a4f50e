use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(since = 1, exists = Self::has_level)]
    level: u32,
}

impl Uart {
    fn has_level(_: &UartMigration, _: u8) -> bool {
        true
    }
}

fn main() {}
