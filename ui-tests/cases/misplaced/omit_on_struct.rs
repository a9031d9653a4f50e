use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(omit = "nothing to send")]
struct Uart {
    level: u32,
}

fn main() {}
