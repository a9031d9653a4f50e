use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = 11)]
struct Uart {
    level: u32,
}

fn main() {}
