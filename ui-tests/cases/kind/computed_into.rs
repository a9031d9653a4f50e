use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(with = level, into(u8))]
    level: migration::Computed<u32>,
}

fn main() {}
