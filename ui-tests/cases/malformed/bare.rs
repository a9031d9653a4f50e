use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state]
struct Uart {
    #[migration_state]
    level: u32,
}

fn main() {}
