use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/level")]
    level: Option<Level>,
}

#[derive(ToMigrationState)]
struct Level {
    now: u32,
}

fn main() {}
