use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(rename = Uart)]
struct Uart {
    level: u32,
}

fn main() {}
