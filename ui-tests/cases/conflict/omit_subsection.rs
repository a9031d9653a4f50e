use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(omit, subsection = "Uart/a")]
    level: u32,
}

fn main() {}
