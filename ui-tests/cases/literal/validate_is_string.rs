use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(validate = "Uart::check")]
struct Uart {
    level: u32,
}

fn main() {}
