#[migration_state(name = "dma", derive(Clone, Debug))]
struct Dma {
    address: usize,
    #[migration_state(cloned)]
    count: u32,
}
