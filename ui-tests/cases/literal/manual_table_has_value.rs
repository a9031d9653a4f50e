use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(manual_table = true)]
struct Uart {
    level: u32,
}

fn main() {}
