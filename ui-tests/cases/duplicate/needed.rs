use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/dma", needed = Self::has_dma)]
    address: u32,
    #[migration_state(subsection = "Uart/dma", needed = Self::has_dma)]
    count: u32,
}

impl Uart {
    fn has_dma(&self) -> bool {
        self.count != 0
    }
}

fn main() {}
