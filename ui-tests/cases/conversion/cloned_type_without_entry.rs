use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(clone)]
    level: Level,
}

#[derive(Clone)]
struct Level;

fn main() {}
