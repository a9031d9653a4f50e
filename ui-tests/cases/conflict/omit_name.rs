use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(omit, name = "a")]
    level: u32,
}

fn main() {}
