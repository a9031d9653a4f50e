#[migration_state(validate = Self::is_even)]
pub struct Even<T>(#[migration_state(into(u32))] T);
