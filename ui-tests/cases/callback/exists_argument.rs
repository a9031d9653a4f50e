use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(exists = Self::has_level)]
    level: u32,
}

impl Uart {
    fn has_level(&self, _version_id: u8) -> bool {
        true
    }
}

fn main() {}
