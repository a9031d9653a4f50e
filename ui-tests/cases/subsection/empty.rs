use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "")]
    level: u32,
}

fn main() {}
