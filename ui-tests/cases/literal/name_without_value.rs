use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name)]
struct Uart {
    level: u32,
}

fn main() {}
