use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/dma-address")]
    address: u32,
    #[migration_state(subsection = "Uart/dma_address")]
    count: u32,
}

fn main() {}
