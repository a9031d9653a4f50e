use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(clone, clone)]
    level: u32,
}

fn main() {}
