use migration::ToMigrationState;

#[derive(ToMigrationState)]
union Word {
    low: u16,
    all: u32,
}

fn main() {}
