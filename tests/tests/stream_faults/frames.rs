//! Faults of what stands around the devices' bytes.

use migration::{
    stream::{self, Configuration},
    ErrorKind, Machine,
};

use super::{
    compare,
    device::{refuses, FIELDS},
    maker::{Stream, ID},
    Expected, FRAME,
};

#[test]
fn header() {
    let kind = ErrorKind::Header;
    let expected = |words| Expected { kind, words, ..FRAME };
    let not_a_stream = Stream::empty().mark().raw(b"QEVN\0\0\0\x03");
    refuses(&not_a_stream, &expected(&["expected a migration stream", "5145564d", "found 5145564e"]));
    let version_2 = Stream::empty().raw(b"QEVM").mark().raw(&[0, 0, 0, 2]);
    refuses(&version_2, &expected(&["expected stream version 3, found 2"]));
    let version_4 = Stream::empty().raw(b"QEVM").mark().raw(&[0, 0, 0, 4]);
    refuses(&version_4, &expected(&["expected stream version 3, found 4"]));
    for (stream, what) in [(Stream::empty(), "magic number"), (Stream::empty().raw(b"QEVM"), "version")] {
        let words = &["expected 4 bytes", what, "found 0"];
        refuses(&stream.mark(), &Expected { kind: ErrorKind::Truncated, words, ..FRAME });
    }
}

#[test]
fn configuration() {
    let kind = ErrorKind::Configuration;
    let missing = Stream::header().mark().uart().raw(FIELDS).end();
    refuses(&missing, &Expected { kind, words: &["expected the configuration (07)", "found byte 04"], ..FRAME });
    let cut = Stream::header().mark();
    refuses(&cut, &Expected { kind: ErrorKind::Truncated, words: &["of the configuration, found 0"], ..FRAME });
    let unknown = Stream::of_machine("board-1.0").mark().subsection("configuration/colour", 1, &[]);
    let words: &[&str] = &["expected one of the subsections", r#"found "configuration/colour""#];
    let expected = Expected { kind: ErrorKind::UnknownSubsection, path: "configuration", words, ..FRAME };
    refuses(&unknown, &expected);
}

/// What the configurations of both sides differ in.
#[test]
fn another_machine() {
    // Where it stands in the stream: behind the header.
    let refuses = |stream: Stream, path, words: &[&str]| {
        let place = Stream::header().mark().raw(&stream.bytes()[8..]);
        refuses(&place, &Expected { kind: ErrorKind::Configuration, path, words, ..FRAME });
    };
    let words = &[r#"expected machine type "board-1.0", found "board-9.9""#];
    refuses(Stream::of_machine("board-9.9"), "configuration.machine", words);
    let page_bits =
        |bits| Stream::of_machine("board").subsection("configuration/target-page-bits", 1, &[0, 0, 0, bits]);
    let words = &["expected a machine with 12 target page bits, found 10"];
    refuses(page_bits(10), "configuration.target_page_bits", words);
    let words = &["12 target page bits, found unstated"];
    refuses(Stream::of_machine("board"), "configuration.target_page_bits", words);
    for name in ["x-ignore-shared", "abc"] {
        let one = Stream::empty().raw(&[0, 0, 0, 1]).counted(name);
        let stream = page_bits(12).subsection("configuration/capabilities", 1, one.bytes());
        refuses(stream, "configuration.capabilities", &["expected a stream without capability", name]);
    }
}

/// Where both sides have one.
#[test]
fn another_uuid() {
    let configuration = Configuration { machine: "board".to_owned(), uuid: Some([1; 16]), ..Configuration::default() };
    let stream = Stream::header().mark();
    let stream = stream.raw(b"\x07\0\0\0\x05board").subsection("configuration/uuid", 1, &[2; 16]);
    let error = Machine::new("").with_configuration(configuration).load(stream.bytes()).unwrap_err();
    let words: &[&str] = &["expected UUID 01010101-0101-", "found 02020202-0202-"];
    let expected = Expected { kind: ErrorKind::Configuration, path: "configuration.uuid", words, ..FRAME };
    compare(&error, &stream, &expected);
}

#[test]
fn sections_of_no_device() {
    let kind = ErrorKind::UnknownSection;
    let other_name = Stream::good().mark().begin_section("uarx").instance(0, 2).raw(FIELDS).end();
    let words: &[&str] = &["expected a device of this machine (uart 0)", "found section `uarx` instance 0"];
    refuses(&other_name, &Expected { kind, device: "uarx", words, ..FRAME });
    let cut = Stream::good().begin_section("").raw(&[]);
    let cut = Stream::empty().raw(&cut.bytes()[..cut.bytes().len() - 1]).mark();
    let words = &["expected 1 byte of the section's name, found 0"];
    refuses(&cut, &Expected { kind: ErrorKind::Truncated, words, ..FRAME });
    let chunk = Stream::good().raw(&[2]).mark().raw(&[0, 0, 0, 99]);
    refuses(&chunk, &Expected { kind, words: &["the id of a section that has begun, found 0x63"], ..FRAME });
}

#[test]
fn another_instance() {
    let stream = Stream::good().mark().begin_section("uart").instance(1, 2).raw(FIELDS).end();
    let error = super::device::load(&super::device::Uart::new(), &stream).unwrap_err();
    assert_eq!((error.kind(), error.device()), (ErrorKind::UnknownSection, "uart"));
    assert_eq!((error.instance_id(), error.offset()), (Some(1), Some(stream.marked())));
    assert!(error.message().ends_with("found section `uart` instance 1"), "{error}");
}

#[test]
fn versions() {
    for (version, words) in [
        (3, "expected a version from 2 to 2, found 3, which is newer"),
        (1, "expected a version from 2 to 2, found 1, which is older"),
        (u32::MAX, "found 4294967295, which is newer"),
    ] {
        let stream = Stream::good().begin_section("uart").raw(&[0; 4]).mark().raw(&version.to_be_bytes());
        let (device, versions) = ("uart", Some((version, 2)));
        let expected = Expected { kind: ErrorKind::Version, device, versions, path: "", words: &[words] };
        refuses(&stream.raw(FIELDS).end(), &expected);
    }
}

#[test]
fn footers() {
    let expected = |kind, words| Expected { kind, device: "uart", path: "", versions: Some((2, 2)), words };
    let footer = |words| expected(ErrorKind::Footer, words);
    let behind = || Stream::good().uart().raw(FIELDS).mark();
    let other_byte = behind().raw(&[0x7f]).raw(&ID.to_be_bytes());
    refuses(&other_byte, &footer(&[r#"expected the footer of section "uart" (7e 0000002a)"#, "found byte 7f"]));
    let too_long = behind().raw(&[0xee]).end();
    refuses(&too_long, &footer(&["found byte ee"]));
    let unclaimed = behind().subsection("timer/more", 1, &[]).end();
    refuses(&unclaimed, &footer(&["found byte 05 (a subsection `timer/more`?)"]));
    let other_id = behind().footer(ID + 1);
    refuses(&other_id, &footer(&["(7e 0000002a), found 7e 0000002b"]));
    refuses(&behind(), &expected(ErrorKind::Truncated, &["expected the footer", "found the end of the input"]));
    let cut = Stream::good().uart().raw(FIELDS).raw(&[0x7e]).mark().raw(&[0, 0, 0]);
    refuses(&cut, &expected(ErrorKind::Truncated, &["expected 4 bytes of the section's footer, found 3"]));
}

/// A payload that is too short ends in the footer of its section.
#[test]
fn too_short_a_payload() {
    let stream = Stream::good().uart().raw(&FIELDS[..14]).footer(ID).mark().raw(&[0]);
    // The marker of the footer was taken for the last byte of the fields.
    let place = Stream::empty().raw(&stream.bytes()[..stream.marked() - 4]).mark().raw(&[0, 0, 0, 0x2a, 0]);
    let words: &[&str] = &["expected the footer", "found byte 00"];
    let expected = Expected { kind: ErrorKind::Footer, device: "uart", path: "", versions: Some((2, 2)), words };
    refuses(&place, &expected);
}

#[test]
fn records() {
    let expected = |kind, words| Expected { kind, words, ..FRAME };
    let unknown = Stream::good().mark().raw(&[66]);
    refuses(&unknown, &expected(ErrorKind::Record, &["expected a record (01 to 04, 08)", "found byte 42"]));
    let no_end = Stream::good().uart().raw(FIELDS).footer(ID).mark();
    refuses(&no_end, &expected(ErrorKind::Truncated, &["a record or the end mark, found 0"]));
    let command = |bytes: &[u8]| Stream::good().raw(&[8]).mark().raw(bytes).raw(&[0]);
    let unknown = command(&[0, 0x77, 0, 0]);
    refuses(&unknown, &expected(ErrorKind::Record, &["expected a command from 1 to 11, found 119"]));
    let length = command(&[0, 11, 0, 1, 0]);
    refuses(&length, &expected(ErrorKind::Record, &["[0] bytes of data of command 11, found a length of 1"]));
}

/// Whoever does not know the devices hears of the frames what a machine says.
#[test]
fn without_devices() {
    let sizes = |_: &str, _: u32, _: u32, _: &[u8]| Some(FIELDS.len());
    for (stream, expected) in [
        (Stream::good().mark().raw(&[66]), Expected { kind: ErrorKind::Record, words: &["found byte 42"], ..FRAME }),
        (
            Stream::good().uart().raw(FIELDS).mark().footer(ID + 1),
            Expected { kind: ErrorKind::Footer, device: "uart", words: &["found 7e 0000002b"], ..FRAME },
        ),
        (
            Stream::good().raw(&[3]).mark().raw(&[0, 0, 0, 99]),
            Expected { kind: ErrorKind::UnknownSection, words: &["found 0x63"], ..FRAME },
        ),
    ] {
        compare(&stream::Stream::parse_with(stream.bytes(), sizes).unwrap_err(), &stream, &expected);
    }
}
