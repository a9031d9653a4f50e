use migration::{InvalidError, ToMigrationState};

#[derive(ToMigrationState)]
#[migration_state(post_load = Self::rearm)]
struct Uart<T> {
    level: T,
}

impl<T> Uart<T> {
    fn rearm(&self, _: &T) -> Result<(), InvalidError> {
        Ok(())
    }
}

fn main() {}
