#[migration_state(name = "port", version_id = 3, minimum_version_id = 1, post_load = Self::update)]
struct Port {
    #[migration_state(local)]
    width: u8,
    #[migration_state(exists = Self::is_wide, name = "data")]
    wide: u32,
    #[migration_state(exists = Self::is_narrow, name = "data")]
    narrow: u8,
    #[migration_state(try_into([u32; 2]))]
    positions: [usize; 2],
}
