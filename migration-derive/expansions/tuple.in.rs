#[migration_state(name = "pair")]
struct Pair(pub u8, #[migration_state(omit)] Irq, u16);
