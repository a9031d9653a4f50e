use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(manual_table)]
struct Uart {
    #[migration_state(name = "a", since = 1)]
    address: u32,
    #[migration_state(subsection = "Uart/b", needed = Self::has_count)]
    count: u32,
}

fn main() {}
