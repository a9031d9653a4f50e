use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(post_load = check, post_load = check)]
struct Uart {
    level: u32,
}

fn main() {}
