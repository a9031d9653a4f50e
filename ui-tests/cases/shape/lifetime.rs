use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart<'bus> {
    level: u32,
    #[migration_state(omit)]
    bus: &'bus u8,
}

fn main() {}
