#[migration_state(manual_table)]
struct Counter {
    value: BqlCell<u32>,
}
