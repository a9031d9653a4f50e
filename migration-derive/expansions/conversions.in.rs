#[migration_state(rename = Saved, derive(Clone, PartialEq), crate = runtime::migration, validate = Uart::check)]
struct Uart {
    #[migration_state(into(u32))]
    flags: Flags,
    #[migration_state(try_into(u8), since = 1)]
    mode: Mode,
    #[migration_state(clone)]
    level: u16,
}
