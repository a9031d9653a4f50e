use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[repr(u8)]
enum Mode {
    #[migration_state(name = "off")]
    Off,
}

fn main() {}
