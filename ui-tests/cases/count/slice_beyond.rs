use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(slice = 2..5)]
    fifo: [u8; 4],
}

fn main() {}
