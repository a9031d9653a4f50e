use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/level", subsection = "Uart/level")]
    level: u32,
}

fn main() {}
