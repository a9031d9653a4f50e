use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(since = 1)]
    level: u32,
}

fn main() {}
