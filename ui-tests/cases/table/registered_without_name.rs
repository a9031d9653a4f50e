use migration::{save_state, ToMigrationState};

#[derive(ToMigrationState)]
struct Uart {
    level: u32,
}

fn main() {
    save_state(&Uart { level: 0 }).unwrap();
}
