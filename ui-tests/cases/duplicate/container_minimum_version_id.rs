use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart", minimum_version_id = 1, minimum_version_id = 1)]
struct Uart {
    level: u32,
}

fn main() {}
