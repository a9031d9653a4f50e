use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(clone = true)]
    level: u32,
}

fn main() {}
