use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(into(u8))]
    level: Level,
}

#[derive(Clone)]
struct Level;

impl From<Level> for u8 {
    fn from(_: Level) -> Self {
        0
    }
}

fn main() {}
