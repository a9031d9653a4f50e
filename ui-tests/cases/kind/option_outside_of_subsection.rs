use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    level: Option<u32>,
}

fn main() {}
