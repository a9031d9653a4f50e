//! Whether a change of a field is a change of the saved state.

use crate::{
    engine::{load_state_mut, save_state, Save},
    Device, DeviceMut,
};

#[track_caller]
fn saved<T: Device<How>, How>(field: &str, device: &T) -> Vec<u8> {
    save_state(device).unwrap_or_else(|error| panic!("the device with another `{field}` cannot be saved: {error}"))
}

/// A field that travels changes the state, and comes back with it.
///
/// # Panics
///
/// If not.
#[track_caller]
pub fn check_travels<T: DeviceMut<How>, How>(field: &str, base: &impl Fn() -> T, changed: &T) {
    let (device, after) = check_changes(field, base, changed);
    assert!(saved(field, &device) == after, "`{field}` is saved, but a load does not bring it back");
}

/// A field that travels changes the state. Returns a device that has loaded it, and what that was.
///
/// # Panics
///
/// If not.
#[track_caller]
pub fn check_changes<T: DeviceMut<How>, How>(field: &str, base: &impl Fn() -> T, changed: &T) -> (T, Vec<u8>) {
    let mut device = base();
    let (before, after) = (saved(field, &device), saved(field, changed));
    assert!(
        before != after,
        "`{field}` does not travel: with another value the saved state is the same. If it need not, list it under `omit`; if its \
         value was not another one, choose one that is"
    );
    let version_id = <T as Save<How>>::description().version_id as u8;
    load_state_mut(&mut device, &after, version_id)
        .unwrap_or_else(|error| panic!("the state with another `{field}` does not load: {error}"));
    (device, after)
}

/// A field that does not travel changes nothing.
///
/// # Panics
///
/// If it does.
#[track_caller]
pub fn check_omitted<T: Device<How>, How>(field: &str, base: &T, changed: &T) {
    assert!(
        saved(field, base) == saved(field, changed),
        "`{field}` travels: with another value the saved state is another one. List it under `travel`"
    );
}
