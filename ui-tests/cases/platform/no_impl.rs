use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    level: u32,
    line: Line,
}

struct Line;

fn main() {}
