use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(try_into(bool))]
    level: Level,
}

#[derive(Clone)]
struct Level;

fn main() {}
