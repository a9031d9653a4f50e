//! Machines of many small devices.

use migration::{Machine, Migratable, ToMigrationState};
use std::sync::{Arc, Mutex};

/// A small device.
#[derive(Debug, Default, ToMigrationState)]
#[migration_state(name = "port", version_id = 1)]
struct Port {
    control: u32,
    status: u32,
    level: u8,
    enabled: bool,
    queue: [u16; 8],
}

/// A machine of so many devices.
///
/// # Errors
///
/// If one cannot be registered.
pub fn machine(devices: usize, describes_itself: bool) -> Result<Machine<'static>, migration::Error> {
    let mut machine = Machine::new("benches").with_description(describes_itself);
    for number in 0..devices {
        let port = Port { control: number as u32, status: 7, level: 3, enabled: true, queue: [5; 8] };
        machine.register(Arc::new(Migratable::new(Mutex::new(port))))?;
    }
    Ok(machine)
}
