//! Finds one device in a stream, without a parser: whatever reads streams is what the tests are about.

const FULL: u8 = 0x04;
const FOOTER: u8 = 0x7e;

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
    let mut key = vec![name.len() as u8];
    key.extend_from_slice(name.as_bytes());
    key.extend_from_slice(&instance.to_be_bytes());

    let mut found_name = false;
    for (at, window) in stream.windows(key.len()).enumerate() {
        if window != key || at < 5 || stream[at - 5] != FULL {
            continue;
        }
        found_name = true;
        let start = at + key.len() + 4;
        let mut footer = vec![FOOTER];
        footer.extend_from_slice(&stream[at - 4..at]);
        let rest = stream.get(start + length..).unwrap_or_default();
        if rest.starts_with(&footer) {
            return &stream[start..start + length];
        }
    }
    let fault = if found_name { "has another length" } else { "is not there" };
    panic!("device {name}, instance {instance}, with {length} bytes: {fault}, in a stream of {} bytes", stream.len());
}
