//! Streams that are not as they should be: kind, place and words of the error.

use super::{buffers, every_record, format, Maker};
use crate::error::ErrorKind;
use crate::stream::Stream;

/// Where the records of [`Maker::new`] begin: behind 8 + 1 + 4 + 5 + 36 + 4 + 4 bytes.
const RECORDS: usize = 58;

#[track_caller]
fn assert_error(bytes: &[u8], kind: ErrorKind, offset: usize, words: &str) {
    let error = Stream::parse(bytes).unwrap_err();
    assert!(error.message().contains(words), "expected {words:?} in: {error}");
    assert_eq!((error.kind(), error.offset()), (kind, Some(offset)), "{error}");
}

#[test]
fn header() {
    assert_error(b"", ErrorKind::Truncated, 0, "expected 4 bytes of the stream's magic number, found 0");
    assert_error(b"ELF\x7f\0\0\0\x03", ErrorKind::Header, 0, "(magic 5145564d), found 454c467f");
    assert_error(b"QEVM\0\0\0\x02", ErrorKind::Header, 4, "expected stream version 3, found 2");
    assert_error(b"QEVM\0\0\0", ErrorKind::Truncated, 4, "expected 4 bytes of the stream's version, found 3");
}

#[test]
fn configuration() {
    let with = |rest: &[u8]| Maker::bare().raw(rest).end();
    assert_error(&with(b"\x07\0\0\0\xff"), ErrorKind::Truncated, 13, "255 bytes of the machine's name, found 1");
    assert_error(&with(b"\x07\xff\xff\xff\xff"), ErrorKind::Truncated, 13, "of the machine's name, found 1");
    assert_error(&with(b"\x07\0\0\0\x02a\xff"), ErrorKind::Invalid, 14, "machine's name in UTF-8, found byte 0xff");
    let unknown = with(b"\x07\0\0\0\0\x05\x0fconfiguration/x\0\0\0\x01");
    assert_error(&unknown, ErrorKind::UnknownSubsection, 13, r#"found "configuration/x""#);
    let newer = with(b"\x07\0\0\0\0\x05\x12configuration/uuid\0\0\0\x02");
    assert_error(&newer, ErrorKind::Version, 33, "expected version 1 of configuration/uuid, found 2");
}

#[test]
fn records() {
    let with = |rest: &[u8]| Maker::new().raw(rest).0;
    assert_error(&with(b""), ErrorKind::Truncated, RECORDS, "expected 1 byte of a record or the end mark");
    assert_error(&with(b"\x42"), ErrorKind::Record, RECORDS, "or the end mark (00), found byte 42");
    assert_error(&with(b"\x02\0\0\0\x63"), ErrorKind::UnknownSection, RECORDS + 1, "that has begun, found 0x63");
    assert_error(&with(b"\x04\0\0\0\x01\0"), ErrorKind::Record, RECORDS + 5, "section's name, found an empty one");
    assert_error(&with(b"\x04\0\0\0\x01\x04le"), ErrorKind::Truncated, RECORDS + 6, "4 bytes of the section's name");
    assert_error(&with(b"\x04\0\0\0\x01\x02l\xe9"), ErrorKind::Invalid, RECORDS + 7, "in UTF-8, found byte 0xe9");
}

#[test]
fn commands() {
    let with = |rest: &[u8]| Maker::new().raw(rest).0;
    assert_error(&with(b"\x08\0\x77\0\0"), ErrorKind::Record, RECORDS + 1, "a command from 1 to 11, found 119");
    assert_error(&with(b"\x08\0\x0b\0\x01a"), ErrorKind::Record, RECORDS + 1, "[0] bytes of data of command 11");
    assert_error(&with(b"\x08\0\x06\0\x05abc"), ErrorKind::Truncated, RECORDS + 5, "5 bytes of the command's data");
    let package = with(b"\x08\0\x07\0\x04\0\0\x01\0\0");
    assert_error(&package, ErrorKind::Truncated, RECORDS + 5, "a package of 256 bytes, found 1");
}

#[test]
fn sections() {
    let payload = RECORDS + 1 + 4 + 4 + 4 + 4;
    let led = |size| buffers(&[("led", 0, size)]);
    let short = Maker::new().full(1, "led", 0, b"ab").describe(&led(3));
    assert_error(&short, ErrorKind::Footer, payload + 3, r#"footer of section "led" (7e 00000001), found byte 00"#);
    let long = Maker::new().full(1, "led", 0, b"abcd").describe(&led(3));
    assert_error(&long, ErrorKind::Footer, payload + 3, "found byte 64");
    let huge = Maker::new().full(1, "led", 0, b"abc").describe(&led(usize::MAX));
    assert_error(&huge, ErrorKind::Truncated, payload, r#"of the data of section "led""#);
    let foreign = Maker::new().begin(format::FULL, 1, "led", 0, 1).raw(b"abc").footer(9).describe(&led(3));
    assert_error(&foreign, ErrorKind::Footer, payload + 3, "(7e 00000001), found 7e 00000009");
    let unlisted = Maker::new().full(1, "lid", 0, b"abc").describe(&led(3));
    assert_error(&unlisted, ErrorKind::Description, payload, r#"the size of section "lid" instance 0"#);
    let other_instance = Maker::new().full(1, "led", 1, b"abc").describe(&led(3));
    assert_error(&other_instance, ErrorKind::Description, payload, r#"section "led" instance 1"#);
    let iterated = Maker::new().begin(format::START, 1, "map", 0, 1).raw(b"abc").footer(1).describe(&led(3));
    assert_error(&iterated, ErrorKind::Description, payload, r#"the size of section "map" instance 0"#);
}

#[test]
fn behind_the_end_mark() {
    let end = RECORDS + 1;
    assert_error(&Maker::new().raw(b"\0garbage").0, ErrorKind::TrailingData, end, "found 7 bytes behind it");
    let misplaced = Maker::new().raw(b"\0garbage").describe("{}");
    assert_error(&misplaced, ErrorKind::Description, end, "begins at offset 0x43 right behind the end mark");
    let no_object = Maker::new().describe("[]");
    assert_error(&no_object, ErrorKind::TrailingData, end, "found 7 bytes behind it");
}

#[test]
fn descriptions() {
    let text = RECORDS + 1 + 5;
    let device = |rest: &str| format!(r#"{{"devices": [{{"name": "led", "instance_id": 0, {rest}}}]}}"#);
    for (json, words) in [
        ("{".to_owned(), "expected JSON, found EOF"),
        (r#"{"devices": 1}"#.to_owned(), r#"expected "devices" to be an array, found a number"#),
        (r#"{"devices": [1]}"#.to_owned(), r#"expected "name" to be a string, found none"#),
        (r#"{"devices": [{"name": "led"}]}"#.to_owned(), r#"expected "instance_id" to be a number, found none"#),
        (r#"{"devices": [{"name": "led", "instance_id": 4294967296}]}"#.to_owned(), "of 32 bits, found 4294967296"),
        (r#"{"page_size": -4096}"#.to_owned(), r#"expected "page_size" to be a count, found -4096"#),
        (device(r#""fields": {}"#), r#"led instance 0: expected "fields" to be an array, found an object"#),
        (device(r#""fields": [{"name": "on"}]"#), r#"led instance 0: on: expected "size" to be a number"#),
        (device(r#""subsections": [{}]"#), r#"expected "vmsd_name" to be a string"#),
        (
            device(&format!(r#""fields": [{{"name": "on", "array_len": 2, "size": {}}}]"#, usize::MAX)),
            "expected sizes that can be added up",
        ),
        (
            device(&format!(r#""fields": [{{"name": "a", "size": {}}}, {{"name": "b", "size": 1}}]"#, usize::MAX)),
            "expected sizes that can be added up",
        ),
    ] {
        assert_error(&Maker::new().describe(&json), ErrorKind::Description, text, words);
    }
}

#[test]
fn nesting_is_bounded() {
    for depth in [100, 200, 200_000] {
        let subsection = r#"{"vmsd_name": "led/a", "subsections": ["#;
        let json = format!(
            r#"{{"devices": [{{"name": "led", "instance_id": 0, "subsections": [{}{}]}}]}}"#,
            subsection.repeat(depth),
            "]}".repeat(depth)
        );
        assert_error(&Maker::new().describe(&json), ErrorKind::Description, RECORDS + 6, "recursion limit exceeded");
    }
}

#[test]
fn every_cut_is_noticed() {
    let whole = every_record();
    assert!(Stream::parse(&whole).is_ok());
    for length in 0..whole.len() {
        let error = Stream::parse(&whole[..length]).unwrap_err();
        assert!(error.offset().is_some_and(|offset| offset <= length), "{length}: {error}");
    }
}
