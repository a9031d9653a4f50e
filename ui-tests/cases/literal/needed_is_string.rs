use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/level", needed = "Uart::has_level")]
    level: u32,
}

fn main() {}
