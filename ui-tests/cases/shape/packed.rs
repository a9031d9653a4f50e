use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[repr(C, packed)]
struct Uart {
    control: u8,
    level: u32,
}

fn main() {}
