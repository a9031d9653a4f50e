use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(into(u64), into(u64))]
    level: u32,
}

fn main() {}
