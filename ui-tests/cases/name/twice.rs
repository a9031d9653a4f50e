use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    address: u32,
    #[migration_state(name = "address")]
    count: u32,
    #[migration_state(name = "address")]
    flags: u32,
}

fn main() {}
