use migration::{Machine, ToMigrationState};

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    level: u32,
}

fn main() {
    Machine::new("").register(&Uart { level: 0 }).unwrap();
}
