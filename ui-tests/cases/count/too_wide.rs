use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    count: u64,
    #[migration_state(len = count)]
    fifo: [u8; 4],
}

fn main() {}
