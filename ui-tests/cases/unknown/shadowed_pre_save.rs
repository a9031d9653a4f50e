use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart", pre_save = Self::pre_save)]
struct Uart {
    level: u32,
}

fn main() {}
