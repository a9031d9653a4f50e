use migration::ToMigrationState;

#[derive(ToMigrationState)]
struct Uart {
    bus: &'static u8,
    memory: *mut u8,
    callback: fn(u32),
    other: unsafe extern "C" fn(),
}

fn main() {}
