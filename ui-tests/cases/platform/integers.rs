use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    position: usize,
    offset: isize,
    table: [[usize; 2]; 3],
    shared: std::sync::Mutex<usize>,
    #[migration_state(clone)]
    level: usize,
    #[migration_state(into(usize))]
    small: u16,
}

fn main() {}
