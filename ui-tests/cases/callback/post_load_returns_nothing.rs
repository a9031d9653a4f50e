use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(post_load = Self::rearm)]
struct Uart {
    level: u32,
}

impl Uart {
    fn rearm(&mut self, _: u8) {
        self.level = 0;
    }
}

fn main() {}
