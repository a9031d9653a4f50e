#[migration_state(name = "timer", version_id = 3, minimum_version_id = 2, post_load = Self::rearm)]
pub(crate) struct Timer {
    #[migration_state(name = "control")]
    pub ctrl: u32,
    r#match: [u32; 2],
    #[migration_state(since = 3)]
    prescaler: Prescaler,
    #[migration_state(omit = "wiring of the board")]
    irq: IrqLine,
}
