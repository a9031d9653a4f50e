use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Level {
    value: u32,
}

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(range = 0..4)]
    level: Level,
}

fn main() {}
