use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(priority = PRIORITY, priority = PRIORITY)]
struct Uart {
    level: u32,
}

fn main() {}
