use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(len = count)]
    fifo: [u8; 4],
}

fn main() {}
