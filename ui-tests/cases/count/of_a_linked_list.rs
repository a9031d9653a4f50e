use migration::ToMigrationState;

#[derive(Default, ToMigrationState)]
struct Request {
    sector: u32,
}

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    count: u8,
    #[migration_state(len = count, range = ..=4)]
    queue: std::collections::LinkedList<Request>,
}

fn main() {}
