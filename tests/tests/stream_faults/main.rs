//! Each fault of a stream that QEMU tells apart, and what is said of it here: which kind, which device and field, where, of
//! which versions, and what was expected and found (R9). Where QEMU lets a part of a fault slip, nothing slips here (R5).

mod device;
mod frames;
mod maker;
mod payloads;
mod ram;

use migration::{Error, ErrorKind};

use maker::Stream;

/// What an error must say. What is left out must not be said.
struct Expected<'w> {
    kind: ErrorKind,
    device: &'w str,
    path: &'w str,
    versions: Option<(u32, u32)>,
    /// Parts of the message.
    words: &'w [&'w str],
}

/// A fault that lies in no device.
const FRAME: Expected<'_> = Expected { kind: ErrorKind::Record, device: "", path: "", versions: None, words: &[] };

/// Compares an error with what is expected, at the marked place of the stream.
#[track_caller]
fn compare(error: &Error, stream: &Stream, expected: &Expected<'_>) {
    let Expected { kind, device, path, versions, words } = *expected;
    let parts = (error.kind(), error.device(), error.path(), error.versions(), error.offset());
    assert_eq!(parts, (kind, device, path, versions, Some(stream.marked())), "{error}");
    assert_eq!(error.instance_id(), (!device.is_empty()).then_some(0), "{error}");
    for part in words {
        assert!(error.message().contains(part), "expected {part:?} in: {error}");
    }
    // All that is known by itself stands in the text, too.
    let text = error.to_string();
    assert!(text.ends_with(error.message()) && text.starts_with(device) && text.contains(path), "{text}");
    assert!(text.contains(&format!("at offset {:#x}", stream.marked())), "{text}");
    if let Some((in_stream, here)) = versions {
        assert!(text.contains(&format!("(stream has version {in_stream}, here {here})")), "{text}");
    }
}
