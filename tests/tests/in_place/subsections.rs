use migration::{load_state_mut, save_state, vmstate_fields, vmstate_of, VMState};
use migration::{VMStateDescription, VMStateDescriptionBuilder};

use super::truncations_change_nothing;

static POWER: VMStateDescription<Disk> = VMStateDescriptionBuilder::<Disk>::new()
    .name(c"disk/power")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Disk::has_power)
    .fields(vmstate_fields! { vmstate_of!(Disk, power) })
    .build();

#[derive(Clone, Debug, Default, PartialEq, VMState)]
#[vmstate(name = "disk", subsections(POWER, Self::PHASE))]
struct Disk {
    #[vmstate(subsection = "disk/dma/ring", needed = Self::has_ring, range = ..16)]
    ring: u8,
    #[vmstate(subsection = "disk/dma", needed = Self::has_dma)]
    dma: u16,
    control: u8,
    #[vmstate(subsection = "disk/dma")]
    dma_mode: u8,
    #[vmstate(omit = "the subsection by hand has it")]
    power: u8,
    #[vmstate(omit = "the subsection by hand has it")]
    phase: u8,
}

impl Disk {
    const PHASE: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"disk/phase")
        .version_id(1)
        .minimum_version_id(1)
        .needed(&|disk: &Self| disk.phase != 0)
        .fields(vmstate_fields! { vmstate_of!(Self, phase) })
        .build();

    fn has_ring(&self) -> bool {
        self.ring != 0
    }

    fn has_dma(&self) -> bool {
        self.dma != 0
    }

    fn has_power(&self) -> bool {
        self.power != 0
    }
}

#[test]
fn derived_ones_come_first_and_inside_each_other() {
    let disk = Disk { control: 1, dma: 0x203, dma_mode: 4, ring: 5, power: 6, phase: 7 };
    let bytes = b"\x01\
        \x05\x08disk/dma\0\0\0\x01\x02\x03\x04\
        \x05\x0ddisk/dma/ring\0\0\0\x01\x05\
        \x05\x0adisk/power\0\0\0\x01\x06\
        \x05\x0adisk/phase\0\0\0\x01\x07";
    assert_eq!(save_state(&disk).unwrap(), bytes);
    let mut loaded = Disk::default();
    load_state_mut(&mut loaded, bytes, 1).unwrap();
    assert_eq!(loaded, disk);
}

#[test]
fn what_is_not_needed_is_not_there_and_stays() {
    let mut disk = Disk { control: 1, ring: 5, power: 6, dma_mode: 4, ..Disk::default() };
    assert_eq!(save_state(&disk).unwrap(), b"\x01\x05\x0adisk/power\0\0\0\x01\x06");
    load_state_mut(&mut disk, b"\x02\x05\x08disk/dma\0\0\0\x01\x02\x03\x04", 1).unwrap();
    assert_eq!(disk, Disk { control: 2, dma: 0x203, dma_mode: 4, ring: 5, power: 6, phase: 0 });
}

#[test]
fn a_part_that_is_refused_undoes_the_whole() {
    let mut disk = Disk { control: 9, dma: 1, ..Disk::default() };
    let before = disk.clone();
    let bytes = b"\x01\x05\x08disk/dma\0\0\0\x01\x02\x03\x04\x05\x0ddisk/dma/ring\0\0\0\x01\x10";
    let error = load_state_mut(&mut disk, bytes, 1).unwrap_err().to_string();
    assert!(error.contains("ring") && error.ends_with("expected a value in ..16, found 16"), "{error}");
    assert_eq!(disk, before);
    load_state_mut(&mut disk, b"\x01\x05\x08disk/dxa\0\0\0\x01\x02\x03\x04", 1).unwrap_err();
    assert_eq!(disk, before);
}

#[derive(Debug, Default, PartialEq, VMState)]
#[vmstate(name = "late")]
struct Late {
    first: u16,
    #[vmstate(subsection = "late/always")]
    always: u8,
}

#[test]
fn a_subsection_without_a_test_is_always_sent() {
    let mut late = Late { first: 1, always: 2 };
    let bytes = b"\0\x01\x05\x0blate/always\0\0\0\x01\x02";
    assert_eq!(save_state(&late).unwrap(), bytes);
    for length in 3..bytes.len() {
        load_state_mut(&mut late, &bytes[..length], 1).unwrap_err();
        assert_eq!(late, Late { first: 1, always: 2 });
    }
    truncations_change_nothing(&mut late, &bytes[..2]);
}
