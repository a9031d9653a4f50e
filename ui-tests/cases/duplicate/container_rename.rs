use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(rename = Saved, rename = Saved)]
struct Uart {
    level: u32,
}

fn main() {}
