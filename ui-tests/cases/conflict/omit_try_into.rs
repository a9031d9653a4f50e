use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(omit, try_into(u8))]
    level: u32,
}

fn main() {}
