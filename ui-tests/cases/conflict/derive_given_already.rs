use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(derive(Clone, Debug))]
struct Uart {
    level: u32,
}

fn main() {}
