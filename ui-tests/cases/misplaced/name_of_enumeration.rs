use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[repr(u8)]
#[migration_state(name = "mode")]
enum Mode {
    Off,
}

fn main() {}
