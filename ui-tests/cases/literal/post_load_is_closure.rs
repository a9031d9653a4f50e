use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(post_load = |_, _| Ok(()))]
struct Uart {
    level: u32,
}

fn main() {}
