//! A PL011 in a machine, for the tests that trade its state with QEMU.

use migration::{Machine, Place};
use migration_examples::pl011::{registers, Events, Lines, Pl011};

/// The far end of a serial line that nobody watches.
#[derive(Debug)]
pub struct Unplugged;

impl Events for Unplugged {
    fn set_lines(&self, _lines: Lines) {}
    fn transmit(&self, _character: u8) {}
}

/// A UART as after power-on.
pub fn uart() -> Pl011<Unplugged> {
    Pl011::new(Unplugged)
}

/// What a machine of QEMU's type `virt` states about itself, with this UART in it. The empty name fits every version.
///
/// # Panics
///
/// Never: the UART's tables are sound.
pub fn virt(uart: &Pl011<Unplugged>, section_id: u32) -> Machine<'_> {
    let mut machine = Machine::new("").with_target_page_bits(12);
    let place = Place { section_id: Some(section_id), ..Place::default() };
    machine.register_at(uart.state(), place).expect("one device fits");
    machine
}

/// Every register of the device but the data register, by name.
pub const REGISTERS: [(&str, u64); 12] = [
    ("RSR", registers::RSR_ECR),
    ("FR", registers::FR),
    ("ILPR", registers::ILPR),
    ("IBRD", registers::IBRD),
    ("FBRD", registers::FBRD),
    ("LCR_H", registers::LCR_H),
    ("CR", registers::CR),
    ("IFLS", registers::IFLS),
    ("IMSC", registers::IMSC),
    ("RIS", registers::RIS),
    ("MIS", registers::MIS),
    ("DMACR", registers::DMACR),
];

/// A UART's stream of 227 bytes that QEMU 7.2 and 10.0 load: section id 0x2a, no machine name, pages of 2^12 bytes, no
/// self-description. Six characters, `Synth!`, are in the FIFO.
pub const STREAM: &str = "
    5145564d 00000003 07 00000000
    05 1e 636f6e66696775726174696f6e2f7461726765742d706167652d62697473 00000001 0000000c
    04 0000002a 05 706c303131 00000000 00000002
    00000000 00000080 00000070 00000000 00000301 00000000 00000050 00000010
    00000053 00000079 0000006e 00000074 00000068 00000021
    00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
    00000007 00001234 0000002a 0000000a 00000000 00000006 00000001
    05 0b 706c3031312f636c6f636b 00000001 000000000aaaaaaa
    7e 0000002a 00";
