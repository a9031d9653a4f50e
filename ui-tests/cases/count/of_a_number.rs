use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    count: u8,
    #[migration_state(len = count)]
    level: u32,
}

fn main() {}
