use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(omit,, clone)]
    level: u32,
}

fn main() {}
