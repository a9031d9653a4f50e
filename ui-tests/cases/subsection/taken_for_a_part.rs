use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(subsection = "uart/a")]
    first: u8,
    #[migration_state(subsection = "uart/ab")]
    second: u8,
}

fn main() {}
