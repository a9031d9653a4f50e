#[vmstate(nmae = "uart")]
struct Uart<T> {
    #[vmstate(into(u32))]
    control: T,
}
