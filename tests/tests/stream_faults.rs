//! What is wrong with a stream, fault by fault: its kind, its place, and what the message says (R9). The faults of RAM, which a
//! machine does not read, are with the walk over it.

use std::sync::Mutex;

use migration::{
    stream::{Configuration, Stream},
    Error, ErrorKind, InvalidError, Machine, ToMigrationState,
};

#[derive(Debug, Default, ToMigrationState)]
#[migration_state(name = "uart", version_id = 3, minimum_version_id = 2, post_load = Self::after_load)]
struct Uart {
    control: u32,
    #[migration_state(equal = "the number of lines is a property")]
    lanes: u32,
    fifo: [u16; 4],
    port: Port,
    #[migration_state(range = 0..4)]
    position: u8,
    #[migration_state(subsection = "uart/clock", needed = Self::has_clock)]
    clock: u64,
}

#[derive(Debug, Default, ToMigrationState)]
#[migration_state(post_load = Self::after_load)]
struct Port {
    line: u8,
}

impl Port {
    fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        if self.line == 0xbb {
            return Err(InvalidError::new("expected another line, found 0xbb"));
        }
        Ok(())
    }
}

impl Uart {
    fn has_clock(&self) -> bool {
        self.clock != 0
    }

    fn after_load(&mut self, version_id: u8) -> Result<(), InvalidError> {
        if self.control == 0xbad {
            return Err(InvalidError::new(format!("expected no 0xbad control in version {version_id}")));
        }
        Ok(())
    }
}

const HEADER: &[u8] = b"QEVM\0\0\0\x03";
const CONFIGURATION: &[u8] = b"\x07\0\0\0\x05board";
const PAGE_BITS: &[u8] = b"\x05\x1econfiguration/target-page-bits\0\0\0\x01\0\0\0\x0c";
/// Type, section id, name, instance, version.
const HEAD: &[u8] = b"\x04\0\0\0\x2a\x04uart\0\0\0\0\0\0\0\x03";
/// Control, lanes, FIFO, port, position.
const PAYLOAD: &[u8] = b"\0\0\0\x01\0\0\0\x04\0\x01\0\x02\0\x03\0\x04\x07\x02";
const CLOCK: &[u8] = b"\x05\x0auart/clock\0\0\0\x01\0\0\0\0\0\0\0\x09";
const FOOTER: &[u8] = b"\x7e\0\0\0\x2a";
const END: &[u8] = b"\0";

fn load(stream: &[u8]) -> Result<(), Error> {
    let uart = Mutex::new(Uart { lanes: 4, ..Uart::default() });
    let before = format!("{uart:?}");
    let local = Configuration {
        machine: "board-2".to_owned(),
        target_page_bits: Some(12),
        capabilities: Vec::new(),
        uuid: Some([7; 16]),
    };
    let mut machine = Machine::new("").with_configuration(local);
    machine.register(&uart).unwrap();
    let loaded = machine.load(stream);
    if loaded.is_err() {
        assert_eq!(format!("{uart:?}"), before);
    }
    loaded
}

/// A stream of one section, with parts that are not as they should be.
fn section(head: &[u8], payload: &[u8], behind: &[u8]) -> Vec<u8> {
    [HEADER, CONFIGURATION, PAGE_BITS, head, payload, behind].concat()
}

/// The stream is refused with this kind of error, at this field of this device, and a message with these words.
#[track_caller]
fn refused(stream: &[u8], kind: ErrorKind, place: (&str, &str), words: &[&str]) -> Error {
    let error = load(stream).unwrap_err();
    assert_eq!((error.kind(), (error.device(), error.path())), (kind, place), "{error}");
    for word in words {
        assert!(error.to_string().contains(word), "no {word:?} in: {error}");
    }
    error
}

const NOWHERE: (&str, &str) = ("", "");

fn changed(bytes: &[u8], place: usize, value: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[place] = value;
    bytes
}

#[test]
fn what_is_good_loads() {
    load(&section(HEAD, &[PAYLOAD, CLOCK].concat(), &[FOOTER, END].concat())).unwrap();
    // The version before it has the same fields.
    load(&section(&changed(HEAD, HEAD.len() - 1, 2), PAYLOAD, &[FOOTER, END].concat())).unwrap();
}

#[test]
fn the_header() {
    let words = ["expected a migration stream (magic 5145564d), found 5145564e"];
    let error = refused(b"QEVN\0\0\0\x03", ErrorKind::Header, NOWHERE, &words);
    assert_eq!(error.offset(), Some(0));
    refused(b"", ErrorKind::Truncated, NOWHERE, &["at offset 0x0", "magic number"]);
    refused(b"QEVM\0\0\0\x02", ErrorKind::Header, NOWHERE, &["at offset 0x4", "expected stream version 3, found 2"]);
    refused(b"QEVM\0\0\0\x04", ErrorKind::Header, NOWHERE, &["expected stream version 3, found 4"]);
    refused(b"QEVM", ErrorKind::Truncated, NOWHERE, &["at offset 0x4", "version"]);
}

#[test]
fn the_configuration() {
    let with = |parts: &[&[u8]]| [HEADER, &parts.concat(), END].concat();
    let kind = ErrorKind::Configuration;
    refused(&with(&[HEAD]), kind, NOWHERE, &["at offset 0x8", "expected the configuration, found none"]);
    let words = ["expected machine type \"board-2\", found \"board-3\""];
    refused(&with(&[b"\x07\0\0\0\x07board-3", PAGE_BITS]), kind, NOWHERE, &words);
    let words = ["expected a machine with 12 target page bits, found 10"];
    refused(&with(&[CONFIGURATION, &changed(PAGE_BITS, PAGE_BITS.len() - 1, 10)]), kind, NOWHERE, &words);
    let words = ["expected a machine with 12 target page bits, found unstated"];
    refused(&with(&[CONFIGURATION]), kind, NOWHERE, &words);
    let capability = |name: &[u8]| {
        let head = b"\x05\x1aconfiguration/capabilities\0\0\0\x01\0\0\0\x01";
        [head, &[name.len() as u8][..], name].concat()
    };
    for name in ["x-ignore-shared", "abc"] {
        let stream = with(&[CONFIGURATION, PAGE_BITS, &capability(name.as_bytes())]);
        refused(
            &stream,
            kind,
            NOWHERE,
            &[&format!("expected a stream without capability {name:?}, found one with it")],
        );
    }
    let stream = with(&[CONFIGURATION, PAGE_BITS, b"\x05\x12configuration/uuid\0\0\0\x01", &[9; 16]]);
    refused(&stream, kind, NOWHERE, &["expected UUID 07070707-", "found 09090909-"]);
    let stream = with(&[CONFIGURATION, PAGE_BITS, b"\x05\x12configuration/what\0\0\0\x01"]);
    refused(&stream, ErrorKind::UnknownSubsection, ("", "configuration"), &["found \"configuration/what\""]);
}

#[test]
fn sections_that_there_are_not() {
    let words = ["expected a device of this machine (uart 0)", "found section `vart` instance 0", "at offset 0x3a"];
    refused(&section(&changed(HEAD, 6, b'v'), PAYLOAD, END), ErrorKind::UnknownSection, NOWHERE, &words);
    let words = ["found section `uart` instance 1"];
    refused(&section(&changed(HEAD, 13, 1), PAYLOAD, END), ErrorKind::UnknownSection, NOWHERE, &words);
    let words = ["expected the section's name, found an empty one"];
    refused(&section(b"\x04\0\0\0\x2a\0", PAYLOAD, END), ErrorKind::Record, NOWHERE, &words);
}

#[test]
fn versions() {
    let version = |version| section(&changed(HEAD, HEAD.len() - 1, version), PAYLOAD, &[FOOTER, END].concat());
    let uart = ("uart", "");
    let words = ["stream has version 4, here 3", "from 2 to 3, found 4, which is newer"];
    let error = refused(&version(4), ErrorKind::Version, uart, &words);
    assert_eq!((error.versions(), error.instance_id()), (Some((4, 3)), Some(0)));
    let words = ["stream has version 1, here 3", "from 2 to 3, found 1, which is older"];
    refused(&version(1), ErrorKind::Version, uart, &words);
    let negative = changed(&changed(HEAD, HEAD.len() - 4, 0xff), HEAD.len() - 1, 3);
    refused(&section(&negative, PAYLOAD, END), ErrorKind::Version, uart, &["4278190083, which is newer"]);
    let clock = changed(CLOCK, 15, 2);
    let words = ["expected a version of `uart/clock` from 1 to 1, found 2, which is newer"];
    refused(&section(HEAD, &[PAYLOAD, &clock].concat(), END), ErrorKind::Version, uart, &words);
}

#[test]
fn streams_that_are_cut() {
    let whole = section(HEAD, PAYLOAD, &[FOOTER, END].concat());
    let payload = whole.len() - END.len() - FOOTER.len() - PAYLOAD.len();
    let cut = |length: usize| whole[..length].to_vec();
    let words = ["uart.fifo[1] at offset", "expected 2 bytes, found 1"];
    let error = refused(&cut(payload + 11), ErrorKind::Truncated, ("uart", "fifo[1]"), &words);
    assert_eq!(error.offset(), Some(payload + 10));
    refused(&cut(payload - 10), ErrorKind::Truncated, NOWHERE, &["the section's name"]);
    refused(&cut(payload - 2), ErrorKind::Truncated, NOWHERE, &["the section's version"]);
    let footer = payload + PAYLOAD.len();
    let words = ["expected the footer of section \"uart\" (7e 0000002a), found the end of the input"];
    refused(&cut(footer), ErrorKind::Truncated, ("uart", ""), &words);
    refused(&cut(footer + 3), ErrorKind::Truncated, ("uart", ""), &["the section's footer"]);
    refused(&cut(whole.len() - 1), ErrorKind::Truncated, NOWHERE, &["the next record"]);
}

#[test]
fn footers() {
    let uart = ("uart", "");
    let kind = ErrorKind::Footer;
    let wanted = "expected the footer of section \"uart\" (7e 0000002a)";
    refused(&section(HEAD, PAYLOAD, b"\x7f\0\0\0\x2a\0"), kind, uart, &[wanted, "found byte 7f"]);
    refused(&section(HEAD, PAYLOAD, END), kind, uart, &[wanted, "found byte 00"]);
    refused(&section(HEAD, PAYLOAD, b"\x7e\0\0\0\x2b\0"), kind, uart, &[wanted, "found 7e 0000002b"]);
    let long = [PAYLOAD, b"!"].concat();
    refused(&section(HEAD, &long, &[FOOTER, END].concat()), kind, uart, &[wanted, "found byte 21"]);
    // The first byte of the footer becomes the last field, here one that the device refuses.
    let short = [&PAYLOAD[..PAYLOAD.len() - 1], FOOTER, END].concat();
    refused(&section(HEAD, &short, b""), ErrorKind::Invalid, ("uart", "position"), &["found 126"]);
    // A subsection that nobody claims, as its name does not begin with the device's.
    let unclaimed = [PAYLOAD, b"\x05\x09clock/xyz\0\0\0\x01"].concat();
    refused(&section(HEAD, &unclaimed, &[FOOTER, END].concat()), kind, uart, &[wanted, "found byte 05"]);
    // One that begins with it is looked for.
    let unknown = [PAYLOAD, b"\x05\x08uart/xyz\0\0\0\x01"].concat();
    let words = ["expected `uart/clock`, found the subsection `uart/xyz`"];
    refused(&section(HEAD, &unknown, &[FOOTER, END].concat()), ErrorKind::UnknownSubsection, uart, &words);
}

#[test]
fn values_that_the_device_refuses() {
    let with = |place, value| section(HEAD, &changed(PAYLOAD, place, value), &[FOOTER, END].concat());
    let kind = ErrorKind::Invalid;
    let begin = HEADER.len() + CONFIGURATION.len() + PAGE_BITS.len() + HEAD.len();
    let error = refused(&with(17, 4), kind, ("uart", "position"), &["expected a value in 0..4, found 4"]);
    assert_eq!(error.offset(), Some(begin + 17));
    let words = ["expected 4, as here, found 3: the number of lines is a property"];
    let error = refused(&with(7, 3), kind, ("uart", "lanes"), &words);
    assert_eq!(error.offset(), Some(begin + 4));
    refused(&with(16, 0xbb), kind, ("uart", "port"), &["expected another line, found 0xbb"]);
    let bad = [&[0, 0, 0x0b, 0xad], &PAYLOAD[4..]].concat();
    let words = ["expected no 0xbad control in version 3", "stream has version 3, here 3"];
    refused(&section(HEAD, &bad, &[FOOTER, END].concat()), kind, ("uart", ""), &words);
}

#[test]
fn records() {
    let whole = section(HEAD, PAYLOAD, FOOTER);
    let then = |behind: &[u8]| [&whole, behind].concat();
    let kind = ErrorKind::Record;
    let words = ["expected a record, found type 0x42"];
    let error = refused(&then(b"\x42"), kind, NOWHERE, &words);
    assert_eq!(error.offset(), Some(whole.len()));
    for record in [2, 3] {
        let words = ["expected a section id that was announced, found 0x63"];
        refused(&then(&[record, 0, 0, 0, 0x63]), kind, NOWHERE, &words);
    }
    refused(&then(b"\x08\0\x77\0\0"), kind, NOWHERE, &["expected a command from 1 to 11, found 119"]);
    let words = ["expected [0] bytes of data of command 11, found a length of 1"];
    refused(&then(b"\x08\0\x0b\0\x01\0"), kind, NOWHERE, &words);
}

/// What has a machine-readable part is in no need of a message.
#[test]
fn an_error_can_be_asked_for_its_parts() {
    let stream = section(HEAD, &changed(PAYLOAD, 17, 9), &[FOOTER, END].concat());
    let error = load(&stream).unwrap_err();
    let begin = HEADER.len() + CONFIGURATION.len() + PAGE_BITS.len() + HEAD.len();
    assert_eq!((error.device(), error.instance_id(), error.path()), ("uart", Some(0), "position"));
    assert_eq!((error.offset(), error.versions()), (Some(begin + 17), Some((3, 3))));
    assert_eq!(error.message(), "expected a value in 0..4, found 9");
    let cause = std::error::Error::source(&error).unwrap();
    assert_eq!(cause.to_string(), "position: expected a value in 0..4, found 9");
    let place = format!("uart.position at offset {:#x} (stream has version 3, here 3): ", begin + 17);
    assert_eq!(error.to_string(), place + error.message());
}

#[test]
fn ram_of_another_version_or_with_unknown_flags() {
    let chunk = |version: u8, word: u64| {
        let head = [HEADER, CONFIGURATION, PAGE_BITS, b"\x01\0\0\0\x02\x03ram\0\0\0\0\0\0\0", &[version]].concat();
        [&head[..], &word.to_be_bytes(), b"\x7e\0\0\0\x02\0"].concat()
    };
    assert!(Stream::parse(&chunk(4, 0x10)).is_ok());
    let error = Stream::parse(&chunk(3, 0x10)).unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Version, "expected version 4 of section \"ram\", found 3"));
    let error = Stream::parse(&chunk(4, 0x100)).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Invalid, "ram"), "{error}");
    assert!(error.message().ends_with("found 0x100"), "{error}");
}
