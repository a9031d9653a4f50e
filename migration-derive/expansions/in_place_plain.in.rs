#[vmstate(name = "uart", version_id = 2, minimum_version_id = 1, post_load = Self::post_load, early_setup)]
struct Uart {
    control: BqlCell<u32>,
    #[vmstate(since = 2, range = ..=4)]
    level: BqlCell<u8>,
    #[vmstate(len = level * 2, name = "fifo")]
    r#type: BqlCell<[u16; 8]>,
    #[vmstate(equal = "use the same board")]
    lines: u32,
    #[vmstate(exists = Self::has_limit, range = 1..10)]
    limit: u8,
    #[vmstate(slice = 4..)]
    memory: [u8; 64],
    #[vmstate(range = ..64)]
    waiting: List<Request>,
    #[vmstate(omit = "wiring of the board")]
    interrupt: Option<fn(bool)>,
}
