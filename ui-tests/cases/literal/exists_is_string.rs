use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(exists = "has_level")]
    level: u32,
}

fn main() {}
