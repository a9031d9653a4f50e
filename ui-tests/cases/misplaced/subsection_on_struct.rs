use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(subsection = "Uart/level")]
struct Uart {
    level: u32,
}

fn main() {}
