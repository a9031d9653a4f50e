use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart", version_id = 2, minimum_version_id = 3)]
struct Uart {
    level: u32,
}

fn main() {}
