use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(endian = "big")]
    level: u32,
}

fn main() {}
