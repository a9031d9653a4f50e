#[migration_state(name = "counter")]
struct Counter {
    #[migration_state(omit)]
    nanoseconds: u64,
    #[migration_state(with = ticks, since = 1)]
    ticks: Computed<u32>,
    #[migration_state(into(Buffer<2>), with = halves)]
    word: u16,
}
