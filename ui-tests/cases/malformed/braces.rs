use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state { omit }]
    level: u32,
}

fn main() {}
