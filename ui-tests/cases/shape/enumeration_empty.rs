use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[repr(u8)]
enum Mode {}

fn main() {}
