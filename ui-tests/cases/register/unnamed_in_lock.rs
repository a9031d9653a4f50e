use migration::{Machine, Migratable, ToMigrationState};
use std::sync::Mutex;

#[derive(ToMigrationState)]
struct Uart {
    level: u32,
}

fn main() {
    let uart = Migratable::new(Mutex::new(Uart { level: 0 }));
    Machine::new("").register(&uart).unwrap();
}
