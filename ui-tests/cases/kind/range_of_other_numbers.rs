use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(range = 0u32..4)]
    level: u8,
}

fn main() {}
