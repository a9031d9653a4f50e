use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart", version_id = 3)]
struct Uart {
    #[migration_state(since = 4)]
    level: u32,
}

fn main() {}
