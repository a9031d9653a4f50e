use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/level", absent = Uart::clear)]
    level: u32,
}

impl Uart {
    fn clear(&self, level: u32) {
        let _ = level;
    }
}

fn main() {}
