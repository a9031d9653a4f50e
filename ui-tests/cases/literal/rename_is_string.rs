use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(rename = "Saved")]
struct Uart {
    level: u32,
}

fn main() {}
