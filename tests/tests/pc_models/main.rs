//! The models of a PC's devices against what QEMU wrote for its own: each payload loads and is written again, and a model
//! that is driven as QEMU's device was comes to the same bytes.

mod hpet;
mod pit;
mod rtc;
mod serial;

use migration::{load_state_mut, save_state, Describe, ToMigrationState};
use migration_tests::golden;

/// Every payload of the device, of every release, loads and is written again byte for byte.
fn check_loads<T>(device: &str, version: u8, fresh: impl Fn() -> T)
where
    T: ToMigrationState,
    T::Migrated: Describe,
{
    for (case, payload) in golden::all(device) {
        let mut model = fresh();
        load_state_mut(&mut model, &payload, version).unwrap_or_else(|error| panic!("{device}, {case}: {error}"));
        assert_eq!(save_state(&model).unwrap(), payload, "{device}, {case}: here, QEMU");
    }
}

/// The model is in the state that QEMU's device had.
fn check_state<T>(device: &str, case: &str, model: &T)
where
    T: ToMigrationState,
    T::Migrated: Describe,
{
    let payload = golden::read(device, case, "10.0");
    assert_eq!(save_state(model).unwrap(), payload, "{device}, {case}: here, QEMU");
}
