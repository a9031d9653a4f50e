//! States that come from elsewhere.

use super::super::registers::{CR, DMACR, DR, FBRD, FR, IBRD, IFLS, ILPR, IMSC, LCR_H, MIS, RIS, RSR_ECR};
use super::super::{FifoCount, FifoIndex, Interrupts, Registers, FIFO_DEPTH};

fn index(value: i32) -> FifoIndex {
    value.try_into().unwrap()
}

fn count(value: i32) -> FifoCount {
    value.try_into().unwrap()
}

/// Every bit that a state can have is set.
fn all_ones() -> Registers {
    Registers {
        flags: u32::MAX.into(),
        lcr: u32::MAX,
        rsr: u32::MAX,
        cr: u32::MAX,
        dmacr: u32::MAX,
        int_enabled: u32::MAX.into(),
        int_level: u32::MAX.into(),
        read_fifo: [u32::MAX; FIFO_DEPTH],
        ilpr: u32::MAX,
        ibrd: u32::MAX,
        fbrd: u32::MAX,
        ifl: u32::MAX,
        read_pos: index(15),
        read_count: count(16),
        read_trigger: -1,
        ..Registers::default()
    }
}

#[test]
fn every_bit_is_read_as_loaded() {
    let mut registers = all_ones();
    registers.after_load(2).unwrap();
    for offset in [RSR_ECR, FR, ILPR, LCR_H, CR, IFLS, IMSC, RIS, MIS, DMACR] {
        assert_eq!(registers.read(offset), u32::MAX, "register {offset:#05x}");
    }
    assert_eq!(registers.read(IBRD), 0xffff);
    assert_eq!(registers.read(FBRD), 0x3f);
    for _ in 0..=FIFO_DEPTH {
        assert_eq!(registers.read(DR), u32::MAX);
        assert_eq!(registers.read(RSR_ECR), 0x00ff_ffff);
    }
    assert_eq!(registers.read(FR), !0x40, "the FIFO was full and is empty");
}

#[test]
fn a_fifo_that_is_off_starts_at_its_first_place() {
    let mut registers = Registers { read_pos: index(5), read_count: count(1), ..Registers::default() };
    registers.read_fifo[5] = 7;
    registers.after_load(2).unwrap();
    assert_eq!(registers.read_pos, index(0));
    assert_eq!(registers.read(DR), 7);
}

#[test]
fn a_fifo_that_is_on_or_empty_stays_where_it_is() {
    for (lcr, characters) in [(0x10, 1), (0, 0), (0x10, 0)] {
        let loaded = Registers { lcr, read_pos: index(5), read_count: count(characters), ..Registers::default() };
        let mut registers = loaded.clone();
        registers.after_load(2).unwrap();
        assert_eq!(registers, loaded);
    }
}

#[test]
fn more_characters_than_a_fifo_that_is_off_can_hold() {
    let mut registers = Registers { read_count: count(3), ..Registers::default() };
    assert_eq!(registers.can_receive(), 0);
    assert_eq!(registers.receive(b"a"), 0);
    for _ in 0..3 {
        registers.read(DR);
    }
    assert_eq!(registers.can_receive(), 1);
}

#[test]
fn a_loaded_trigger_decides_until_it_is_recomputed() {
    let mut registers = Registers { lcr: 0x10, read_trigger: 3, ..Registers::default() };
    registers.receive(b"ab");
    assert_eq!(registers.read(RIS), 0);
    registers.receive(b"c");
    assert_eq!(registers.int_level, Interrupts::RX);
    registers.read(DR);
    assert_eq!(registers.read(RIS), 0);

    assert_eq!(registers.write(IFLS, 0x24), None);
    assert_eq!(registers.read_trigger, 1);
    registers.read_trigger = 3;
    assert_eq!(registers.write(LCR_H, 0x10), None);
    assert_eq!(registers.read_trigger, 1);
}

#[test]
fn no_trigger_overflows() {
    for read_trigger in [i32::MIN, i32::MAX] {
        let mut registers = Registers { read_trigger, ..Registers::default() };
        assert_eq!(registers.receive(b"a"), 1);
        assert_eq!(registers.read(DR), u32::from(b'a'));
        assert_eq!(registers.read(RIS), 0);
    }
}
