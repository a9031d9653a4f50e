use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(minimum_versoin_id = 1)]
struct Uart {
    level: u32,
}

fn main() {}
