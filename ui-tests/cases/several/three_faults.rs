use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(version_id = "2")]
struct Uart {
    #[migration_state(omit, clone)]
    level: u32,
    position: usize,
}

fn main() {}
