use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(with = level, try_into(u8))]
    level: u32,
}

fn main() {}
