use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/level", needed = Uart::count)]
    level: u32,
}

impl Uart {
    fn count(&self) -> u32 {
        self.level
    }
}

fn main() {}
