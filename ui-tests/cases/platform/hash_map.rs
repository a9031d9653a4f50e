use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    level: std::collections::HashMap<u8, u8>,
}

fn main() {}
