//! The bytes that the devices must have, made from the format and nothing of the library.

#[derive(Default)]
struct Wire {
    bytes: Vec<u8>,
    values: u64,
}

impl Wire {
    /// The last `width` bytes of a number, in the order of the wire.
    fn number(&mut self, value: u64, width: usize) {
        self.values += 1;
        self.bytes.extend_from_slice(&value.to_be_bytes()[8 - width..]);
    }

    fn unsigned(&mut self, width: usize) {
        let base = match width {
            1 => 0x10,
            2 => 0x0102,
            4 => 0x0102_0304,
            _ => 0x0102_0304_0506_0708,
        };
        self.number(base + self.values, width);
    }

    fn negative(&mut self, width: usize) {
        let base: u64 = if width == 4 { 0x0102_0304 } else { 0x0102_0304_0506_0708 };
        self.number((base + self.values).wrapping_neg(), width);
    }

    fn subsection(&mut self, name: &str, version_id: u8) {
        self.bytes.extend_from_slice(&[5, name.len() as u8]);
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.extend_from_slice(&[0, 0, 0, version_id]);
    }
}

fn uart(wire: &mut Wire) {
    (0..12 + 16).for_each(|_| wire.unsigned(4));
    (0..3).for_each(|_| wire.negative(4));
    wire.subsection("peer-uart/clock", 1);
    wire.unsigned(8);
}

fn timers(wire: &mut Wire) {
    (0..3).for_each(|_| wire.unsigned(8));
    wire.number(32, 1);
    for timer in 0..32 {
        wire.number(timer, 1);
        (0..4).for_each(|_| wire.unsigned(8));
        wire.number(timer % 2, 1);
        wire.negative(8);
    }
}

fn nic(wire: &mut Wire) {
    (0..40 + 0x8000).for_each(|_| wire.unsigned(4));
    (0..64).for_each(|_| wire.unsigned(2));
    (0..4096).for_each(|_| wire.unsigned(1));
}

fn mixed(wire: &mut Wire) {
    for _ in 0..80 / 5 {
        wire.unsigned(1);
        wire.unsigned(4);
        wire.number(wire.values % 2, 1);
        wire.unsigned(2);
        wire.unsigned(8);
    }
}

/// The bytes of the workload of this name.
///
/// # Panics
///
/// If there is none.
pub fn expected(workload: &str) -> Vec<u8> {
    let mut wire = Wire::default();
    match workload {
        "uart" => uart(&mut wire),
        "timers" => timers(&mut wire),
        "nic" => nic(&mut wire),
        "mixed" => mixed(&mut wire),
        other => panic!("there is no workload {other}"),
    }
    wire.bytes
}

#[cfg(test)]
mod tests {
    use super::expected;

    #[test]
    fn has_the_lengths_of_the_formats() {
        assert_eq!(["uart", "timers", "nic", "mixed"].map(|name| expected(name).len()), [153, 1369, 135_456, 256]);
    }

    #[test]
    fn begins_and_ends_as_the_format_says() {
        let uart = expected("uart");
        assert_eq!(uart[..8], [1, 2, 3, 4, 1, 2, 3, 5]);
        assert_eq!(uart[124..], *b"\x05\x0fpeer-uart/clock\0\0\0\x01\x01\x02\x03\x04\x05\x06\x07\x27");
    }
}
