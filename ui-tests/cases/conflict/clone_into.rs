use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(clone, into(u64))]
    level: u32,
}

fn main() {}
