//! Versions, tests and checks.

use migration::{
    load_state_mut, save_state, vmstate_fields, vmstate_of, vmstate_unused, vmstate_validate, Describe, ErrorKind,
    VMStateDescription, VMStateDescriptionBuilder,
};

struct Versioned {
    always: u8,
    second: u8,
    tested: u8,
}

fn is_even(_: &Versioned, version_id: u8) -> bool {
    version_id.is_multiple_of(2)
}

impl Describe for Versioned {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"versioned")
        .version_id(3)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Versioned, always),
            vmstate_unused!(2),
            vmstate_of!(Versioned, second).with_version_id(2),
            vmstate_of!(Versioned, tested, is_even),
        })
        .build();
}

#[test]
fn versions_and_tests_decide_what_exists() {
    let load = |bytes: &[u8], version_id| {
        let mut device = Versioned { always: 9, second: 9, tested: 9 };
        load_state_mut(&mut device, bytes, version_id).map(|()| [device.always, device.second, device.tested])
    };
    assert_eq!(save_state(&Versioned { always: 1, second: 2, tested: 3 }).unwrap(), [1, 0, 0, 2]);
    assert_eq!(load(&[1, 0xff, 0xff], 1).unwrap(), [1, 9, 9]);
    assert_eq!(load(&[1, 0xff, 0xff, 2, 3], 2).unwrap(), [1, 2, 3]);
    assert_eq!(load(&[1, 0xff, 0xff, 2], 3).unwrap(), [1, 2, 9]);
    for version_id in [0, 4, 255] {
        let error = load(&[1, 2, 3, 4, 5], version_id).unwrap_err();
        assert_eq!((error.kind(), error.versions()), (ErrorKind::Version, Some((u32::from(version_id), 3))));
    }
}

pub struct Ring {
    pub head: u8,
    pub other: u8,
}

impl Ring {
    fn head_in_ring(&self, _version_id: u8) -> bool {
        self.head < 4
    }
}

impl Describe for Ring {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"ring")
        .fields(vmstate_fields! {
            vmstate_of!(Ring, head),
            vmstate_validate!(Ring, c"head is in the ring", Ring::head_in_ring),
            vmstate_of!(Ring, other),
        })
        .build();
}

#[test]
fn validation_refuses() {
    let mut ring = Ring { head: 1, other: 2 };
    let error = load_state_mut(&mut ring, &[4, 5], 0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ring at offset 0x1 (stream has version 0, here 0): the check \"head is in the ring\" says no"
    );
    assert_eq!((ring.head, ring.other), (1, 2));
    ring.head = 4;
    assert_eq!(save_state(&ring).unwrap_err().kind(), ErrorKind::Invalid);
}
