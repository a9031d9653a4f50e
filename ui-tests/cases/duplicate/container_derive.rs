use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(derive(Clone), derive(Clone))]
struct Uart {
    level: u32,
}

fn main() {}
