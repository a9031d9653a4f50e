use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(priority = 3)]
struct Uart {
    level: u32,
}

fn main() {}
