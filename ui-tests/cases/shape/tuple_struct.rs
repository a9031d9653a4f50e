use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Level(u32);

fn main() {}
