use migration::ToMigrationState;

#[derive(Default, ToMigrationState)]
struct Request {
    sector: u32,
}

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    queue: Vec<Request>,
}

fn main() {}
