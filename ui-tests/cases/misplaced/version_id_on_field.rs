use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(version_id = 2)]
    level: u32,
}

fn main() {}
