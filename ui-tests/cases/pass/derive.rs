use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    level: u32,
}

fn main() {
    assert_eq!(Uart { level: 7 }.to_migration_state().unwrap().level, 7);
}
