//! What the static library wants from the program that links it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::host::Layout;

/// The symbols that the documentation of the library lists.
fn documented() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migration/src/lib.rs");
    let text = fs::read_to_string(file).expect("the library is there");
    let (_, behind) = text.split_once("//! ## What the program provides").expect("the chapter is there");
    let (table, _) = behind.split_once("//! # ").expect("another chapter follows");
    let rows = table.lines().filter(|line| line.starts_with("//! |")).skip(2);
    // The second column, in backticks; the last row is for unit tests alone.
    let symbols = rows.filter(|row| !row.contains("unit tests")).filter_map(|row| row.split('`').nth(1));
    symbols.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

/// What is used in objects of the library and is in none of them.
fn undefined(library: &Path) -> BTreeSet<String> {
    let output = Command::new("nm").arg("--format=posix").arg(library).output().expect("nm runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut used = BTreeSet::new();
    let mut defined = BTreeSet::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(name), Some(kind)) = (words.next(), words.next()) else { continue };
        if kind == "U" {
            used.insert(name.to_owned());
        } else if kind.len() == 1 && !name.ends_with(':') {
            defined.insert(name.to_owned());
        }
    }
    used.difference(&defined).cloned().collect()
}

/// The symbols of the C library and the compiler's.
fn of_the_system() -> BTreeSet<String> {
    let libraries = ["libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"].map(|library| {
        let print = Command::new("cc").arg(format!("-print-file-name={library}")).output().expect("cc runs");
        PathBuf::from(String::from_utf8_lossy(&print.stdout).trim().to_owned())
    });
    let exists = libraries.iter().filter(|library| library.is_file());
    exists
        .flat_map(|library| {
            let output =
                Command::new("nm").args(["--dynamic", "--defined-only", "--format=posix"]).arg(library).output();
            let text = String::from_utf8_lossy(&output.expect("nm runs").stdout).into_owned();
            let names = text.lines().filter_map(|line| line.split_whitespace().next());
            names.map(|name| name.split('@').next().unwrap_or(name).to_owned()).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn the_library_wants_what_is_documented() {
    let documented = documented();
    assert!(documented.len() > 30, "{documented:?}");
    let wanted: BTreeSet<String> =
        undefined(&Layout::WithErrors.library()).difference(&of_the_system()).cloned().collect();
    // The linker's own, and Rust's, which no C code has.
    let is_other =
        |name: &&String| ["_GLOBAL_", "_DYNAMIC", "_R", "_ZN", "rust_eh_"].iter().any(|begin| name.starts_with(begin));
    let wanted: BTreeSet<String> = wanted.iter().filter(|name| !is_other(name)).cloned().collect();
    assert_eq!(wanted, documented);
}
