use migration::{Machine, Migratable, ToMigrationState};

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    level: u32,
}

fn main() {
    Machine::new("").register(&Migratable::new(Uart { level: 0 })).unwrap();
}
