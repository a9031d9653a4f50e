use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/dma", absent = Self::clear)]
    address: u32,
    #[migration_state(subsection = "Uart/dma", absent = Self::clear)]
    count: u32,
}

impl Uart {
    fn clear(&mut self) {
        self.count = 0;
    }
}

fn main() {}
