#[migration_state(name = "queue")]
struct Queue {
    #[migration_state(equal = "start the device with as many lanes")]
    lanes: u8,
    #[migration_state(range = 0..16)]
    head: u16,
    level: u32,
    #[migration_state(len = level)]
    entries: [u32; 8],
    #[migration_state(len = level * Self::WORDS, range = ..=64)]
    requests: Vec<Request>,
    #[migration_state(range = ..Self::MOST)]
    waiting: VecDeque<Request>,
    #[migration_state(slice = 4..8)]
    window: [u8; 16],
}
