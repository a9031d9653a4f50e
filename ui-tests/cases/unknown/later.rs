use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(len = count)]
    level: u32,
}

fn main() {}
