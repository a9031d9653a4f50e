use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(slice = 0..2)]
    level: u32,
}

fn main() {}
