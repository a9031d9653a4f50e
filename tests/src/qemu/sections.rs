//! Finds one device in a stream and makes one, without parser or writer: those are what the tests are about.

const END_MARK: u8 = 0x00;
const FULL: u8 = 0x04;
const FOOTER: u8 = 0x7e;

/// What a stream begins with, for every machine that sends no page size: file header, and a configuration whose machine
/// name is empty.
///
/// ```
/// assert_eq!(migration_tests::qemu::start_of_stream(), b"QEVM\0\0\0\x03\x07\0\0\0\0");
/// ```
pub fn start_of_stream() -> Vec<u8> {
    b"QEVM\0\0\0\x03\x07\0\0\0\0".to_vec()
}

/// The record of a device: a full section and its footer.
///
/// ```
/// use migration_tests::qemu::{full_section, payload_of};
///
/// let mut stream = full_section("dev", 1, 2, b"payload");
/// assert_eq!(stream.len(), 1 + 4 + 4 + 4 + 4 + 7 + 5);
/// stream.push(0); // end mark
/// assert_eq!(payload_of(&stream, "dev", 1), b"payload");
/// ```
pub fn full_section(name: &str, instance: u32, version: u32, payload: &[u8]) -> Vec<u8> {
    const ID: [u8; 4] = [0, 0, 0, 42];
    let mut record = vec![FULL];
    record.extend(ID);
    record.push(name.len() as u8);
    record.extend_from_slice(name.as_bytes());
    record.extend(instance.to_be_bytes());
    record.extend(version.to_be_bytes());
    record.extend_from_slice(payload);
    record.push(FOOTER);
    record.extend(ID);
    record
}

/// The payload of a device's record in a stream from QEMU, of `length` bytes.
///
/// The length is not in the stream, so the caller must know it.
///
/// # Panics
///
/// When there is no such record, or it has another length (no footer follows the payload).
///
/// ```
/// let stream = [
///     &[4, 0, 0, 0, 42][..],   // a full section, and its number
///     b"\x03dev",              // name
///     &[0, 0, 0, 0],           // instance id
///     &[0, 0, 0, 1],           // version id
///     b"payload",
///     &[0x7e, 0, 0, 0, 42, 0], // footer, end mark
/// ]
/// .concat();
/// assert_eq!(migration_tests::qemu::device_payload(&stream, "dev", 0, 7), b"payload");
/// ```
pub fn device_payload<'a>(stream: &'a [u8], name: &str, instance: u32, length: usize) -> &'a [u8] {
    let places = records(stream, name, instance);
    for &(start, footer) in &places {
        let rest = stream.get(start + length..).unwrap_or_default();
        if rest.starts_with(&footer) {
            return &stream[start..start + length];
        }
    }
    let fault = if places.is_empty() { "is not there" } else { "has another length" };
    panic!("device {name}, instance {instance}, with {length} bytes: {fault}, in a stream of {} bytes", stream.len());
}

/// The payload of a device's record in a stream from QEMU, up to the first bytes that look like the record's footer with
/// a record or the end mark behind it.
///
/// # Panics
///
/// When there is no such record.
pub fn payload_of<'a>(stream: &'a [u8], name: &str, instance: u32) -> &'a [u8] {
    for (start, footer) in records(stream, name, instance) {
        let rest = &stream[start..];
        let is_end = |window: &[u8]| window.starts_with(&footer) && [END_MARK, FULL].contains(&window[footer.len()]);
        if let Some(length) = rest.windows(footer.len() + 1).position(is_end) {
            return &rest[..length];
        }
    }
    panic!("device {name}, instance {instance}: is not there, in a stream of {} bytes", stream.len());
}

/// Where payloads of such records could begin, and the footers that they must have.
fn records(stream: &[u8], name: &str, instance: u32) -> Vec<(usize, [u8; 5])> {
    let mut key = vec![name.len() as u8];
    key.extend_from_slice(name.as_bytes());
    key.extend_from_slice(&instance.to_be_bytes());
    let found = stream.windows(key.len()).enumerate().filter(|&(at, window)| window == key && at >= 5);
    found
        .filter(|&(at, _)| stream[at - 5] == FULL && stream.len() >= at + key.len() + 4)
        .map(|(at, _)| {
            let mut footer = [FOOTER; 5];
            footer[1..].copy_from_slice(&stream[at - 4..at]);
            (at + key.len() + 4, footer)
        })
        .collect()
}
