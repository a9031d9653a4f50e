use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    #[migration_state(subsection = "Uart/level", needed = has_level)]
    level: u32,
}

fn has_level(state: &UartMigration) -> bool {
    state.level != 0
}

fn main() {}
