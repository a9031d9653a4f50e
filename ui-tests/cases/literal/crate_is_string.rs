use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(crate = "migration")]
struct Uart {
    level: u32,
}

fn main() {}
