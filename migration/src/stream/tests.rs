//! Streams built by hand.

mod bad;
mod configuration;
mod good;
mod mutated;
mod ram;

use super::format;
use super::record::{write_description, write_end_mark, write_footer, write_header, SectionHead};
use super::Configuration;

/// Appends to a stream, part by part.
struct Maker(Vec<u8>);

impl Maker {
    /// Header and the configuration of a machine named `board` with 4 KiB pages.
    fn new() -> Self {
        let mut maker = Self::bare();
        let configuration =
            Configuration { machine: "board".to_owned(), target_page_bits: Some(12), ..Configuration::default() };
        configuration.write(&mut maker.0).unwrap();
        maker
    }

    /// The header alone.
    fn bare() -> Self {
        let mut bytes = Vec::new();
        write_header(&mut bytes);
        Self(bytes)
    }

    fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn full(self, id: u32, name: &str, instance_id: u32, payload: &[u8]) -> Self {
        self.begin(format::FULL, id, name, instance_id, 1).raw(payload).footer(id)
    }

    fn ram_start(self, payload: &[u8]) -> Self {
        self.begin(format::START, 2, "ram", 0, 4).raw(payload).footer(2)
    }

    /// The head of a FULL or START record.
    fn begin(mut self, record: u8, id: u32, name: &str, instance_id: u32, version_id: u32) -> Self {
        let place = self.0.len();
        SectionHead { id, name, instance_id, version_id }.write_full(&mut self.0).unwrap();
        self.0[place] = record;
        self
    }

    /// A PART or END record.
    fn more(self, record: u8, id: u32, payload: &[u8]) -> Self {
        self.raw(&[record]).raw(&id.to_be_bytes()).raw(payload).footer(id)
    }

    fn footer(mut self, id: u32) -> Self {
        write_footer(&mut self.0, id);
        self
    }

    fn end(mut self) -> Vec<u8> {
        write_end_mark(&mut self.0);
        self.0
    }

    fn describe(self, json: &str) -> Vec<u8> {
        let mut bytes = self.end();
        write_description(&mut bytes, json).unwrap();
        bytes
    }
}

/// A description of sections that consist of one buffer each: name, instance, size.
fn buffers(sections: &[(&str, u32, usize)]) -> String {
    let devices: Vec<_> = sections
        .iter()
        .map(|(name, instance_id, size)| {
            format!(
                r#"{{
                    "name": "{name}", "instance_id": {instance_id}, "vmsd_name": "{name}", "version": 1,
                    "fields": [{{"name": "all", "type": "buffer", "size": {size}}}]
                }}"#
            )
        })
        .collect();
    format!(r#"{{"page_size": 4096, "devices": [{}]}}"#, devices.join(", "))
}

/// A stream with every kind of record.
fn every_record() -> Vec<u8> {
    let page = [&[0_u8, 0, 0, 0, 0, 0, 0x10, 0x08][..], b"\x03mem", &[7; 4096]].concat();
    let end_of_chunk = [0, 0, 0, 0, 0, 0, 0, 0x10];
    Maker::new()
        .ram_start(&end_of_chunk)
        .more(format::PART, 2, &[&page[..], &end_of_chunk].concat())
        .raw(b"\x08\0\x0b\0\0")
        .more(format::END, 2, &end_of_chunk)
        .full(3, "led", 0, b"abc")
        .full(4, "00:01.0/led", 1, b"de")
        .describe(&buffers(&[("led", 0, 3), ("00:01.0/led", 1, 2)]))
}
