#[migration_state(name = "pl011", version_id = 2)]
struct Pl011 {
    #[migration_state(subsection = "pl011/clock", needed = Self::clock_needed)]
    rate: u64,
    flags: u32,
    #[migration_state(subsection = "pl011/dma")]
    dma: Option<Dma>,
    #[migration_state(subsection = "pl011/clock", name = "shift")]
    period_shift: u8,
}
