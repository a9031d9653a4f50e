//! Lists of structs that are more than plain values.

use std::sync::Mutex;

use migration::{
    impl_vmstate_struct, load_state_mut, save_state, vmstate_fields, vmstate_of, Describe, List, Migratable,
    ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};

#[derive(Debug, Default, ToMigrationState)]
struct Registers {
    level: u8,
}

/// Leaves a note how to return while it is loaded, and is moved then.
#[derive(Default)]
struct Channel {
    registers: Migratable<Mutex<Registers>>,
}

static CHANNEL: VMStateDescription<Channel> = VMStateDescriptionBuilder::<Channel>::new()
    .name(c"channel")
    .fields(vmstate_fields! { vmstate_of!(Channel, registers) })
    .build();
impl_vmstate_struct!(Channel, CHANNEL);

#[derive(Default)]
struct Device {
    channels: List<Channel>,
    mode: u8,
}

impl Describe for Device {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"device")
        .fields(vmstate_fields! { vmstate_of!(Device, channels).bounded_by(3), vmstate_of!(Device, mode) })
        .build();
}

#[test]
fn elements_behind_locks_are_put_back_with_their_list() {
    let mut device = Device::default();
    load_state_mut(&mut device, &[1, 7, 1, 8, 0, 9], 0).unwrap();
    assert_eq!(save_state(&device).unwrap(), [1, 7, 1, 8, 0, 9]);
    for length in 0..8 {
        load_state_mut(&mut device, &[1, 4, 1, 5, 1, 6, 0, 3][..length], 0).unwrap_err();
        assert_eq!(save_state(&device).unwrap(), [1, 7, 1, 8, 0, 9]);
    }
    load_state_mut(&mut device, &[1, 4, 1, 5, 1, 6, 1, 7, 0, 3], 0).unwrap_err();
    assert_eq!(save_state(&device).unwrap(), [1, 7, 1, 8, 0, 9]);
}
