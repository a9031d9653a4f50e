use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(local, name = "x")]
    level: u32,
}

fn main() {}
