use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(derive)]
struct Uart {
    level: u32,
}

fn main() {}
