use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(version_id = 2, minimum_version_id = 1)]
struct Uart {
    level: u32,
}

fn main() {}
