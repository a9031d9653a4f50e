use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(name =)]
    level: u32,
}

fn main() {}
