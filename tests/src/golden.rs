//! Payloads of devices as QEMU wrote them, in `golden/<device>/<case>-<release>.hex`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::hex;

const BYTES_A_LINE: usize = 32;

/// The payload of a case, as this release (`7.2`, `10.0`) wrote it.
///
/// # Panics
///
/// When there is no such file.
///
/// ```
/// assert_eq!(migration_tests::golden::read("serial", "reset", "7.2").len(), 11);
/// ```
pub fn read(device: &str, case: &str, release: &str) -> Vec<u8> {
    let path = folder(device).join(format!("{case}-{release}.hex"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    hex(&text)
}

/// Every payload of a device, with `<case>-<release>`, in the order of these names.
///
/// # Panics
///
/// When there is none.
pub fn all(device: &str) -> Vec<(String, Vec<u8>)> {
    let folder = folder(device);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut all: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("an entry of the folder").path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (name, hex(&text))
        })
        .collect();
    all.sort();
    all
}

/// Compares with the file; with `BLESS` in the environment, writes it first.
///
/// # Panics
///
/// When the file has other bytes.
pub fn check(device: &str, case: &str, release: &str, payload: &[u8]) {
    if env::var_os("BLESS").is_some() {
        let folder = folder(device);
        fs::create_dir_all(&folder).expect("the golden files are writable");
        fs::write(folder.join(format!("{case}-{release}.hex")), text(payload)).expect("the golden files are writable");
    }
    assert_eq!(text(payload), text(&read(device, case, release)), "{device}, {case}, QEMU {release}: now, golden");
}

fn folder(device: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(device)
}

fn text(payload: &[u8]) -> String {
    let mut text = String::new();
    for line in payload.chunks(BYTES_A_LINE) {
        for byte in line {
            write!(text, "{byte:02x}").expect("a string takes any text");
        }
        text.push('\n');
    }
    text
}
