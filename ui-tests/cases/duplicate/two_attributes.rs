use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(since = 1)]
    #[migration_state(since = 2)]
    level: u32,
}

fn main() {}
