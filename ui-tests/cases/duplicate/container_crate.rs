use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(crate = migration, crate = migration)]
struct Uart {
    level: u32,
}

fn main() {}
