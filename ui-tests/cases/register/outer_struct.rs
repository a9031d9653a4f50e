use migration::{Machine, Migratable, ToMigrationState};
use std::sync::Mutex;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Registers {
    level: u32,
}

struct Uart {
    registers: Migratable<Mutex<Registers>>,
}

fn main() {
    let uart = Uart { registers: Mutex::new(Registers { level: 0 }).into() };
    Machine::new("").register(&uart).unwrap();
}
