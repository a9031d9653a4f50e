use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(since = 2)]
    level: u32,
}

fn main() {}
