use migration::{load_state, ToMigrationState};

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    level: u32,
}

fn main() {
    let uart = Uart { level: 0 };
    load_state(&uart, &[0; 4], 1).unwrap();
}
