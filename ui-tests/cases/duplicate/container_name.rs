use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart", name = "uart")]
struct Uart {
    level: u32,
}

fn main() {}
