use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state = "uart"]
struct Uart {
    level: u32,
}

fn main() {}
