use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(migration::omit)]
    level: u32,
}

fn main() {}
