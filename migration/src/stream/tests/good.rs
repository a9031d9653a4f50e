//! Streams that are as they should be.

use super::{buffers, every_record, format, Maker};
use crate::error::ErrorKind;
use crate::stream::{SectionKind, Stream};

const GOLDEN: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/none-10.0.bin"));

/// What the tests compare of each section.
fn outline<'a>(stream: &Stream<'a>) -> Vec<(SectionKind, &'a str, u32, u32, usize)> {
    let sections = stream.sections().iter();
    sections.map(|s| (s.kind(), s.name(), s.instance_id(), s.version_id(), s.payload().len())).collect()
}

#[test]
fn a_stream_of_qemu_is_cut_into_its_sections() {
    let stream = Stream::parse(GOLDEN).unwrap();
    assert_eq!(stream.configuration().unwrap().machine, "none");
    assert_eq!(
        outline(&stream),
        [
            (SectionKind::Start, "ram", 0, 4, 16),
            (SectionKind::End, "ram", 0, 4, 8),
            (SectionKind::Full, "timer", 0, 2, 24),
            (SectionKind::Full, "globalstate", 0, 1, 104),
        ]
    );
    let state = stream.section("globalstate", 0).unwrap();
    assert_eq!(state.payload()[4..14], *b"prelaunch\0");
    assert!(stream.description().unwrap().starts_with(r#"{"configuration": {"vmsd_name": "configuration""#));
}

#[test]
fn every_record_is_read() {
    let bytes = every_record();
    let stream = Stream::parse(&bytes).unwrap();
    assert_eq!(
        outline(&stream),
        [
            (SectionKind::Start, "ram", 0, 4, 8),
            (SectionKind::Part, "ram", 0, 4, 8 + 4 + 4096 + 8),
            (SectionKind::End, "ram", 0, 4, 8),
            (SectionKind::Full, "led", 0, 1, 3),
            (SectionKind::Full, "00:01.0/led", 1, 1, 2),
        ]
    );
    let led = stream.section("00:01.0/led", 1).unwrap();
    assert_eq!((led.id(), led.payload()), (4, &b"de"[..]));
    assert_eq!(bytes[led.payload_offset()..][..2], *b"de");
    assert_eq!(bytes[led.offset()], format::FULL);
    assert_eq!(led.payload_offset() - led.offset(), 1 + 4 + 1 + "00:01.0/led".len() + 4 + 4);
    assert_eq!(stream.section("led", 1), None);
    assert_eq!(stream.section("ram", 0).unwrap().kind(), SectionKind::Start);
}

/// One device, whose size is the sum over its description.
fn size_of_one(device: &str) -> Result<usize, String> {
    // Longer than any of the sizes here: the footer is found only where the description puts it.
    for size in 0..200 {
        let bytes = Maker::new().full(1, "led", 0, &vec![0xaa; size]).describe(&format!(
            r#"{{"devices": [{{"name": "led", "instance_id": 0, "vmsd_name": "led", "version": 1, {device}}}]}}"#
        ));
        match Stream::parse(&bytes) {
            Ok(stream) => return Ok(stream.sections()[0].payload().len()),
            Err(error) if [ErrorKind::Footer, ErrorKind::Truncated].contains(&error.kind()) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    Err("no size fits".to_owned())
}

#[test]
fn sizes_come_from_the_description() {
    for (device, size) in [
        (r#""fields": []"#, 0),
        (
            r#""fields": [
                {"name": "a", "type": "uint32", "size": 4},
                {"name": "b", "array_len": 5, "type": "uint16", "size": 2}
            ]"#,
            14,
        ),
        // elements of different sizes; the last one has no index
        (
            r#""fields": [
                {"name": "a", "index": 0, "type": "struct", "struct": {}, "size": 3},
                {"name": "a", "type": "struct", "struct": {}, "size": 9}
            ]"#,
            12,
        ),
        // a nested struct's subsections are in its size
        (
            r#""fields": [{
                "name": "a",
                "type": "struct",
                "struct": {
                    "vmsd_name": "in",
                    "version": 1,
                    "fields": [{"name": "x", "type": "uint8", "size": 1}],
                    "subsections": [{"vmsd_name": "in/b", "version": 1, "fields": []}]
                },
                "size": 11
            }]"#,
            11,
        ),
        // the device's own subsections are in no size: six bytes and the name stand in front of each
        (
            r#""fields": [{"name": "a", "type": "uint8", "size": 1}],
            "subsections": [
                {
                    "vmsd_name": "led/x",
                    "version": 1,
                    "fields": [{"name": "y", "type": "uint8", "size": 1}],
                    "subsections": [{"vmsd_name": "led/x/z", "version": 1, "fields": []}]
                },
                {"vmsd_name": "led/w", "version": 1, "fields": []}
            ]"#,
            1 + 11 + 1 + 13 + 11,
        ),
        // lists repeat their keys once an element, the size is that of the whole list
        (
            r#""fields": [{
                "name": "l",
                "type": "qtailq",
                "vmsd_name": "e", "version": 1, "fields": [{"name": "v", "type": "uint8", "size": 1}],
                "vmsd_name": "e", "version": 1, "fields": [{"name": "v", "type": "uint8", "size": 1}],
                "size": 5
            }]"#,
            5,
        ),
        // written by plain code
        (r#""size": 7, "fields": [{"name": "data", "size": 7, "type": "buffer"}]"#, 7),
    ] {
        assert_eq!(size_of_one(device), Ok(size), "{device}");
    }
}

#[test]
fn a_section_may_come_twice_with_other_sizes() {
    let bytes = Maker::new()
        .full(1, "led", 0, b"abc")
        .full(2, "led", 1, b"x")
        .full(1, "led", 0, b"de")
        .describe(&buffers(&[("led", 0, 3), ("led", 1, 1), ("led", 0, 2)]));
    let stream = Stream::parse(&bytes).unwrap();
    assert_eq!(stream.section("led", 0).unwrap().payload(), b"de");
    assert_eq!(stream.section("led", 1).unwrap().payload(), b"x");
}

#[test]
fn a_device_may_come_as_an_iterated_section() {
    let bytes = Maker::new()
        .begin(format::START, 5, "led", 0, 3)
        .raw(b"abc")
        .footer(5)
        .more(format::PART, 5, b"def")
        .describe(&buffers(&[("led", 0, 3)]));
    let stream = Stream::parse(&bytes).unwrap();
    assert_eq!(outline(&stream), [(SectionKind::Start, "led", 0, 3, 3), (SectionKind::Part, "led", 0, 3, 3)]);
    assert_eq!(stream.sections()[1].payload(), b"def");
}

#[test]
fn a_package_is_its_records() {
    let inner = Maker(Vec::new()).full(1, "led", 0, b"abc").0;
    let bytes = Maker::new()
        .raw(b"\x08\0\x07\0\x04")
        .raw(&u32::try_from(inner.len()).unwrap().to_be_bytes())
        .raw(&inner)
        .describe(&buffers(&[("led", 0, 3)]));
    assert_eq!(Stream::parse(&bytes).unwrap().sections().len(), 1);
}

#[test]
fn description_and_configuration_may_be_missing() {
    let empty = Maker::bare().end();
    let stream = Stream::parse(&empty).unwrap();
    assert_eq!((stream.configuration(), stream.sections(), stream.description()), (None, &[][..], None));

    let nothing_said = Maker::new().raw(b"\0\x06\0\0\0\0").0;
    assert_eq!(Stream::parse(&nothing_said).unwrap().description(), None);
    let little_said = Maker::new().describe("{}");
    assert_eq!(Stream::parse(&little_said).unwrap().description(), Some("{}"));
}

#[test]
fn text_in_a_payload_is_not_taken_for_the_description() {
    let decoy = b"\0\x06\0\0\0\x02{}";
    let bytes = Maker::new().full(1, "led", 0, decoy).describe(&buffers(&[("led", 0, decoy.len())]));
    assert_eq!(Stream::parse(&bytes).unwrap().section("led", 0).unwrap().payload(), decoy);
}

/// A stream that QEMU 10.0 loads: a `pl011` alone, for a machine of any name, without a description.
#[test]
fn sizes_may_come_from_the_caller() {
    let registers = [
        &[0_u32, 0x80, 0x70, 0, 0x301, 0, 0x50, 0x10, 0x53, 0x79, 0x6e, 0x74, 0x68, 0x21][..],
        &[0; 10],
        &[7, 0x1234, 0x2a, 0x0a, 0, 6, 1],
    ]
    .concat();
    let bytes = Maker::bare()
        .raw(b"\x07\0\0\0\0\x05\x1econfiguration/target-page-bits\0\0\0\x01\0\0\0\x0c")
        .raw(b"\x04\0\0\0\x2a\x05pl011\0\0\0\0\0\0\0\x02")
        .raw(&registers.iter().flat_map(|register| register.to_be_bytes()).collect::<Vec<_>>())
        .raw(b"\x05\x0bpl011/clock\0\0\0\x01\0\0\0\0\x0a\xaa\xaa\xaa")
        .raw(b"\x7e\0\0\0\x2a\0")
        .0;
    assert_eq!(bytes.len(), 227);

    let error = Stream::parse(&bytes).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Description, Some(72)));
    assert!(error.message().contains(r#"the size of section "pl011" instance 0"#), "{error}");

    let mut asked = Vec::new();
    let stream = Stream::parse_with(&bytes, |name, instance_id, version_id, rest| {
        asked.push((name.to_owned(), instance_id, version_id, rest.len()));
        Some(149)
    })
    .unwrap();
    assert_eq!(stream.section("pl011", 0).unwrap().payload(), &bytes[72..221]);
    assert_eq!(stream.configuration().unwrap().target_page_bits, Some(12));
    assert_eq!(asked, [("pl011".to_owned(), 0, 2, 155)]);
}
