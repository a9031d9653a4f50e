use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(manual_table)]
struct Uart {
    level: u32,
}

fn main() {}
