#[repr(u8)]
enum Mode {
    Off,
    Slow = 3,
    Fast,
}
