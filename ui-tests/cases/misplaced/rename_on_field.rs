use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(rename = Saved)]
    level: u32,
}

fn main() {}
