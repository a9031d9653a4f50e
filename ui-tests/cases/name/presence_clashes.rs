use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    has_dma: bool,
    #[migration_state(subsection = "Uart/dma")]
    address: u32,
}

fn main() {}
