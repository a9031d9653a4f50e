use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(absent = Uart::clear)]
    level: u32,
}

impl Uart {
    fn clear(&mut self) {
        self.level = 0;
    }
}

fn main() {}
