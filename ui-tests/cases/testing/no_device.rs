use migration::{assert_wire_format, ToMigrationState};

#[derive(ToMigrationState)]
struct Part {
    level: u8,
}

fn main() {
    assert_wire_format!(Part, "wire/part.txt");
}
