use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(into(u64, u32))]
    level: u32,
}

fn main() {}
