//! Names at the place of use that a macro must not take for its own.

use migration::{
    load_state_mut, save_state, vmstate_fields, vmstate_of, Describe, VMStateDescription, VMStateDescriptionBuilder,
};

/// A constant of this name once stood in the macro's expansion.
const ENTRIES: usize = 2;

struct Memory {
    bytes: [u8; 8],
}

impl Describe for Memory {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"memory")
        .fields(vmstate_fields! { vmstate_of!(Memory, bytes).with_slice(0, ENTRIES) })
        .build();
}

#[test]
fn constants() {
    let mut memory = Memory { bytes: [7; 8] };
    assert_eq!(save_state(&memory).unwrap(), [7, 7]);
    load_state_mut(&mut memory, &[1, 2], 0).unwrap();
    assert_eq!(memory.bytes, [1, 2, 7, 7, 7, 7, 7, 7]);
}
