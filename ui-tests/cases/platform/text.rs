use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    label: String,
    model: &'static str,
}

fn main() {}
