use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    count: u8,
    #[migration_state(len = count, slice = 0..2)]
    fifo: [u8; 4],
}

fn main() {}
