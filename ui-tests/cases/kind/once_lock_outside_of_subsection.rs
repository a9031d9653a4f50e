use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    level: std::sync::OnceLock<u32>,
}

fn main() {}
