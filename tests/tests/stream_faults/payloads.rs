//! Faults of a device's own bytes.

use migration::ErrorKind;

use super::{
    device::{refuses, CONTROL, FIELDS, FIFO, LEVEL, LINES, MODE},
    maker::Stream,
    Expected,
};

fn expected<'w>(kind: ErrorKind, path: &'w str, words: &'w [&'w str]) -> Expected<'w> {
    Expected { kind, device: "uart", path, versions: Some((2, 2)), words }
}

/// The fields, of which one byte is another; the mark is where the field begins.
fn with(field: usize, offset: usize, byte: u8) -> Stream {
    let mut fields = FIELDS.to_vec();
    fields[field + offset] = byte;
    Stream::good().uart().raw(&fields[..field]).mark().raw(&fields[field..]).end()
}

#[test]
fn cut_inside_a_field() {
    for (field, more, path, words) in [
        (FIFO, 0, "fifo[0]", "expected 2 bytes, found 0"),
        (FIFO + 4, 1, "fifo[2]", "expected 2 bytes, found 1"),
        (LINES, 3, "lines", "expected 4 bytes, found 3"),
        (MODE, 0, "port.mode", "expected 1 byte, found 0"),
    ] {
        let stream = Stream::good().uart().raw(&FIELDS[..field]).mark().raw(&FIELDS[field..field + more]);
        refuses(&stream, &expected(ErrorKind::Truncated, path, &[words]));
    }
    let clock = Stream::good().uart().raw(FIELDS).subsection("uart/clock", 1, &[]).mark().raw(&[0, 0]);
    refuses(&clock, &expected(ErrorKind::Truncated, "clock", &["expected 4 bytes, found 2"]));
}

#[test]
fn values_that_are_refused() {
    // A check stands behind its field.
    let level = Stream::good().uart().raw(&FIELDS[..LEVEL]).raw(&[5]).mark().raw(&FIELDS[LINES..]).end();
    refuses(&level, &expected(ErrorKind::Invalid, "", &[r#"the check "the level is in the FIFO" says no"#]));
    let words = &["expected 4, as here, found 3: lines are wired"];
    refuses(&with(LINES, 3, 3), &expected(ErrorKind::Invalid, "lines", words));
}

#[test]
fn hooks_that_refuse() {
    // A hook runs behind the last field of its struct.
    let mode = Stream::good().uart().raw(&FIELDS[..MODE]).raw(&[9]).mark().raw(&FIELDS[CONTROL..]).end();
    refuses(&mode, &expected(ErrorKind::Invalid, "port.mode", &["expected a mode below 4, found 9"]));
    let control = Stream::good().uart().raw(&FIELDS[..CONTROL]).raw(&[0xff]).mark().end();
    refuses(&control, &expected(ErrorKind::Callback, "", &["`post_load` failed: Operation not permitted"]));
}

#[test]
fn subsections() {
    let fields = || Stream::good().uart().raw(FIELDS).mark();
    let unknown = fields().subsection("uart/colour", 1, &[]).end();
    let words = &["expected `uart/clock`, found the subsection `uart/colour`"];
    refuses(&unknown, &expected(ErrorKind::UnknownSubsection, "", words));
    let newer = fields().raw(&[5]).counted("uart/clock").mark().raw(&[0, 0, 0, 2, 0, 0, 0, 5]).end();
    let words: &[&str] = &["expected a version of `uart/clock` from 1 to 1, found 2, which is newer"];
    refuses(&newer, &Expected { versions: Some((2, 1)), ..expected(ErrorKind::Version, "", words) });
}
