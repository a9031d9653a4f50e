use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(since = 1 omit)]
    level: u32,
}

fn main() {}
