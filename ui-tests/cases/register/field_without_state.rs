//! What is said of the device is an error that comes of the field's.

use std::sync::Mutex;

use migration::{save_state, Machine, Migratable, ToMigrationState};

struct Level(u32);

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    level: Level,
}

fn main() {
    save_state(&Uart { level: Level(0) }).unwrap();
    Machine::new("").register(&Migratable::new(Mutex::new(Uart { level: Level(0) }))).unwrap();
}
