use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(try_into(u8), try_into(u8))]
    level: u32,
}

fn main() {}
