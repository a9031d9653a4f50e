#[migration_state(name = "disk")]
struct Disk {
    #[migration_state(subsection = "disk/dma/ring", needed = Self::has_ring)]
    ring: u8,
    #[migration_state(subsection = "disk/dma")]
    dma: OnceLock<Dma>,
}
