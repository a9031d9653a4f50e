use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(try_inot(u8))]
    level: u32,
}

fn main() {}
