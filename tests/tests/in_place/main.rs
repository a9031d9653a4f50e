//! What `#[derive(VMState)]` makes of each shape and key, byte for byte, and how it loads.

mod cells;
mod keys;
mod machine;
mod shapes;
mod subsections;

use migration::{load_state_mut, save_state, Describe};

/// Every beginning of a device's bytes that is too short is refused, and changes nothing.
#[track_caller]
fn truncations_change_nothing<T: Describe>(device: &mut T, bytes: &[u8]) {
    let version_id = T::VMSD.get().version_id as u8;
    let before = save_state(&*device).unwrap();
    for length in 0..bytes.len() {
        let error = load_state_mut(device, &bytes[..length], version_id).unwrap_err();
        assert_eq!(save_state(&*device).unwrap(), before, "after {length} bytes: {error}");
    }
}
