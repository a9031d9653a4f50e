//! The registers without an effect beyond themselves, and the map of all.

use super::super::registers::{
    CR, DMACR, DR, FBRD, FR, IBRD, ICR, IFLS, ILPR, IMSC, LCR_H, MIS, PERIPH_ID0, RIS, RSR_ECR, SIZE,
};
use super::super::{Identification, Pl011};
use super::{uart, Recorder};

const ALL: u32 = u32::MAX;

#[test]
fn values_after_power_on() {
    let uart = uart();
    let expected = [
        (DR, 0),
        (RSR_ECR, 0),
        (FR, 0x90),
        (ILPR, 0),
        (IBRD, 0),
        (FBRD, 0),
        (LCR_H, 0),
        (CR, 0x300),
        (IFLS, 0x12),
        (IMSC, 0),
        (RIS, 0),
        (MIS, 0),
        (ICR, 0),
        (DMACR, 0),
    ];
    for (offset, value) in expected {
        assert_eq!(uart.read(offset), value, "register {offset:#05x}");
    }
}

#[test]
fn plain_registers_keep_every_bit() {
    let uart = uart();
    for offset in [ILPR, LCR_H, CR, IFLS, IMSC, DMACR] {
        for value in [ALL, 0, 0x1234_5678] {
            uart.write(offset, value);
            assert_eq!(uart.read(offset), value, "register {offset:#05x}");
        }
    }
}

#[test]
fn divisors_keep_only_the_bits_that_exist() {
    let uart = uart();
    uart.write(IBRD, ALL);
    uart.write(FBRD, ALL);
    assert_eq!(uart.read(IBRD), 0xffff);
    assert_eq!(uart.read(FBRD), 0x3f);
}

#[test]
fn read_only_registers_ignore_writes() {
    let uart = uart();
    let before = uart.registers();
    for offset in [FR, RIS, MIS] {
        uart.write(offset, ALL);
    }
    for offset in (PERIPH_ID0..SIZE).step_by(4) {
        uart.write(offset, ALL);
    }
    assert_eq!(uart.registers(), before);
}

#[test]
fn between_the_registers_is_zero() {
    let uart = uart();
    let known = [DR, RSR_ECR, FR, ILPR, IBRD, FBRD, LCR_H, CR, IFLS, IMSC, RIS, MIS, ICR, DMACR];
    for offset in known {
        uart.write(offset, ALL);
    }
    let before = uart.registers();
    for offset in (0..PERIPH_ID0).step_by(4).chain([SIZE, u64::MAX]) {
        if !known.contains(&offset) {
            uart.write(offset, ALL);
            assert_eq!(uart.read(offset), 0, "register {offset:#05x}");
        }
    }
    assert_eq!(uart.registers(), before);
}

#[test]
fn any_byte_addresses_its_register() {
    let uart = uart();
    uart.write(ILPR + 3, 7);
    assert_eq!(uart.read(ILPR + 1), 7);
    assert_eq!(uart.read(PERIPH_ID0 + 6), 0x10);
}

#[test]
fn identification() {
    let read_all = |uart: Pl011<Recorder>| {
        let offsets = (PERIPH_ID0..SIZE).step_by(4);
        offsets.map(|offset| uart.read(offset)).collect::<Vec<_>>()
    };
    assert_eq!(read_all(uart()), [0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1]);
    let luminary = Pl011::with_identification(Recorder::default(), Identification::Luminary);
    assert_eq!(read_all(luminary), [0x11, 0x00, 0x18, 0x01, 0x0d, 0xf0, 0x05, 0xb1]);
}
