use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[repr(u8)]
enum Mode {
    Off,
    At(u32),
}

fn main() {}
