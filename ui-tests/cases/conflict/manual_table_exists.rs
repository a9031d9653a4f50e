use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(manual_table)]
struct Uart {
    #[migration_state(exists = Self::has_level)]
    level: u32,
}

fn main() {}
