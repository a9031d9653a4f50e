use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(omit, needed = never)]
    level: u32,
}

fn main() {}
