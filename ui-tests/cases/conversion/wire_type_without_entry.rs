use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(into(f32))]
    level: Level,
}

#[derive(Clone)]
struct Level(f32);

impl From<Level> for f32 {
    fn from(level: Level) -> Self {
        level.0
    }
}

impl From<f32> for Level {
    fn from(level: f32) -> Self {
        Self(level)
    }
}

fn main() {}
