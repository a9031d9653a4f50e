use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = level)]
    level: u32,
}

fn main() {}
