use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(manual_table)]
struct Uart {
    count: u8,
    #[migration_state(len = count)]
    fifo: [u8; 4],
}

fn main() {}
