use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(local, range = 0..4)]
    level: u32,
}

fn main() {}
