use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(validate = check, validate = check)]
struct Uart {
    level: u32,
}

fn main() {}
