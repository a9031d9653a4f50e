use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(omit, absent = never)]
    level: u32,
}

fn main() {}
