//! What a change of the device would break.

use migration::{assert_each_field_travels, assert_wire_format};

use super::{Clock, Flags, Interrupts, Registers};

#[test]
fn wire_format() {
    assert_wire_format!(Registers, "wire/pl011.txt");
}

#[test]
fn each_field_travels() {
    assert_each_field_travels! {
        Registers = Registers::default();
        travel {
            flags: Flags::TXFE,
            lcr: 0x70,
            rsr: 1,
            cr: 0x301,
            dmacr: 2,
            int_enabled: Interrupts::from(0x10),
            int_level: Interrupts::from(0x20),
            read_fifo: [7; 16],
            ilpr: 3,
            ibrd: 0x1234,
            fbrd: 0x2a,
            ifl: 0x0a,
            read_pos: 3.try_into().unwrap(),
            read_count: 16.try_into().unwrap(),
            read_trigger: 8,
            clock: Clock { period: 1, multiplier: 2, divider: 3 },
        }
        // The one has no value, the other says whether the clock travels.
        unchecked { unused, migrates_clock }
    }
}
