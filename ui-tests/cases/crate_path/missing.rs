use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(crate = elsewhere::migration)]
struct Uart {
    level: u32,
}

fn main() {}
