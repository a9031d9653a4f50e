use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/level", absent = Uart::clear)]
    level: Option<u32>,
}

impl Uart {
    fn clear(&mut self) {
        self.level = None;
    }
}

fn main() {}
