use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[repr(usize)]
enum Mode {
    Off,
    On,
}

fn main() {}
