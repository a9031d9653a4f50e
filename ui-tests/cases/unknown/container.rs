use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(endian = "big")]
struct Uart {
    level: u32,
}

fn main() {}
