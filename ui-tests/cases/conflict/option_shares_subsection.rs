use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/dma")]
    address: Option<u32>,
    #[migration_state(subsection = "Uart/dma")]
    count: u32,
}

fn main() {}
