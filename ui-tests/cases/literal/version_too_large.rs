use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(version_id = 256)]
struct Uart {
    level: u32,
}

fn main() {}
