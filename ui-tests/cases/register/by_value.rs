use migration::{Machine, Migratable, ToMigrationState};
use std::sync::Mutex;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    level: u32,
}

fn main() {
    Machine::new("").register(Migratable::new(Mutex::new(Uart { level: 0 }))).unwrap();
}
