use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    #[migration_state(range = ..=4)]
    levels: Vec<u32>,
}

fn main() {}
