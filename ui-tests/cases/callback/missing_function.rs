use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(post_load = Self::rearm)]
struct Uart {
    level: u32,
}

fn main() {}
