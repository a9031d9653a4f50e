use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/level", needed = Uart::has_level)]
    level: Option<u32>,
}

impl Uart {
    fn has_level(&self) -> bool {
        self.level.is_some()
    }
}

fn main() {}
