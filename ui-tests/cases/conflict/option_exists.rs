use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(subsection = "uart/level", exists = Self::has_level)]
    level: Option<u32>,
}

fn main() {}
