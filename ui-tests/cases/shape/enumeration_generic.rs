use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[repr(u8)]
enum Mode<const N: usize> {
    Off,
}

fn main() {}
