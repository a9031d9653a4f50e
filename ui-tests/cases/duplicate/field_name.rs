use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(name = "a", name = "a")]
    level: u32,
}

fn main() {}
