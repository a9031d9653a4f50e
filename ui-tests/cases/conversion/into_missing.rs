use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(into(bool))]
    level: Level,
}

#[derive(Clone)]
struct Level;

fn main() {}
