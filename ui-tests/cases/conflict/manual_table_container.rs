use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(manual_table, name = "uart", version_id = 2, minimum_version_id = 1, priority = PRIORITY)]
struct Uart {
    level: u32,
}

fn main() {}
