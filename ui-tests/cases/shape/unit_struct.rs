use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Nothing;

fn main() {}
