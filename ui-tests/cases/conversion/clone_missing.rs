use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(into(u8))]
    level: Level,
}

struct Level(u8);

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.0
    }
}

impl From<u8> for Level {
    fn from(level: u8) -> Self {
        Self(level)
    }
}

fn main() {}
