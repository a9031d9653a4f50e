use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(subsection = "uart/count")]
    count: u8,
    #[migration_state(len = count)]
    fifo: [u8; 4],
}

fn main() {}
