use migration::{Machine, Migratable, ToMigrationState};
use std::sync::{Arc, RwLock};

#[derive(ToMigrationState)]
struct Uart {
    level: u32,
}

fn main() {
    let uart = Arc::new(Migratable::new(RwLock::new(Uart { level: 0 })));
    Machine::new("").register(uart).unwrap();
}
