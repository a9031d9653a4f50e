#[vmstate(name = "disk", subsections(CLOCK, Self::POWER))]
struct Disk {
    #[vmstate(subsection = "disk/dma/ring", needed = Self::has_ring, range = ..16)]
    ring: BqlCell<u8>,
    #[vmstate(subsection = "disk/dma")]
    dma: Dma,
    control: u8,
}
