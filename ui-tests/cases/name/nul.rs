use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart\0")]
struct Uart {
    level: u32,
}

fn main() {}
