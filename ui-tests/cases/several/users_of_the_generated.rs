use migration::{save_state, InvalidError, ToMigrationState};

#[derive(ToMigrationState)]
#[migration_state(name = "uart", validate = Self::check, versionid = 2)]
struct Uart {
    level: usize,
    flags: u32,
    #[migration_state(subsection = "uart/dma")]
    address: u32,
}

impl Uart {
    fn check(&self, state: &UartMigration, _: u8) -> Result<(), InvalidError> {
        match state.level == self.level && state.flags == 0 && state.has_dma.get() {
            true => Ok(()),
            false => Err(InvalidError),
        }
    }
}

fn saved(uart: &Uart) -> Vec<u8> {
    save_state(&*uart.to_migration_state().unwrap()).unwrap()
}

fn main() {}
