use migration::ToMigrationState;

#[derive(ToMigrationState)]
enum Mode {
    Idle,
    Busy,
}

fn main() {}
