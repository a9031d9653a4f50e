use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(needed = Uart::has_level)]
    level: u32,
}

impl Uart {
    fn has_level(&self) -> bool {
        self.level != 0
    }
}

fn main() {}
