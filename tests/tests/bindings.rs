//! The bindings: the committed ones are what bindgen makes of the header today, and what does not fit does not compile.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use migration_tests::c_abi;

fn migration() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../migration")
}

#[test]
#[ignore = "needs libclang"]
fn committed_bindings_are_current() {
    let path = migration().join("src/bindings/vmstate.rs");
    let generated = c_abi::of_our_header(&migration()).expect("bindgen reads the header");
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &generated).expect("the bindings are writable");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "{} is not what bindgen makes of include/vmstate.h; regenerate it with\n    \
         BLESS=1 cargo test -p migration-tests --test bindings -- --ignored",
        path.display()
    );
}

/// What the compiler says to `migration` with these bindings.
fn check(bindings: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("there is room for the bindings");
    let file = folder.path().join("vmstate.rs");
    fs::write(&file, bindings).expect("there is room for the bindings");
    check_file(Some(&file))
}

fn check_file(file: Option<&Path>) -> Result<(), String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["check", "--quiet", "--locked", "--package", "migration"])
        .args(["--no-default-features", "--features", "qemu-bindings"])
        .arg("--manifest-path")
        .arg(migration().join("Cargo.toml"))
        .arg("--target-dir")
        .arg(migration().join("../target/qemu"));
    // What this test itself is built with, a sanitizer say, is not for what is checked here.
    for flags in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        cargo.env_remove(flags);
    }
    match file {
        Some(file) => cargo.env("MIGRATION_QEMU_BINDINGS", file),
        None => cargo.env_remove("MIGRATION_QEMU_BINDINGS"),
    };
    let output = cargo.output().expect("cargo runs");
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn bindings_that_nobody_names_are_asked_for() {
    let message = check_file(None).expect_err("there are no bindings");
    let first = message.lines().next().unwrap_or_default();
    assert!(first.starts_with("error: feature `qemu-bindings` needs the environment variable"), "{message}");
}

/// Edits of a header, and what the compiler says then.
const EDITS: [(&str, &str, &str); 5] = [
    (
        "    size_t offset;\n    size_t size;\n",
        "    size_t size;\n    size_t offset;\n",
        "`VMStateField::offset` is not where",
    ),
    ("    size_t start;\n", "    uint32_t start;\n    uint32_t more;\n", "expected `usize`, found `u32`"),
    ("    int struct_version_id;\n", "    int struct_version;\n", "no field `struct_version_id`"),
    (
        "    bool (*needed)(void *opaque);\n",
        "    bool (*needed)(void *opaque);\n    int more;\n",
        "is not where it is expected",
    ),
    ("VMS_VSTRUCT", "VMS_MOVED = 0x20000, VMS_VSTRUCT_THAT", "no associated item named `VMS_VSTRUCT`"),
];

/// Checks that no edit of the header goes unnoticed.
fn check_edits(header: &Path, generate: impl Fn() -> Result<String, c_abi::Failure>) {
    let original = fs::read_to_string(header).expect("the header is there");
    for (from, to, said) in EDITS {
        assert!(original.contains(from), "the header has no {from:?}");
        fs::write(header, original.replacen(from, to, 1)).expect("the copy is writable");
        let message = check(&generate().expect("bindgen reads the header")).expect_err(to);
        assert!(message.contains(said), "{to:?}: expected {said:?}, found {message}");
    }
    fs::write(header, original).expect("the copy is writable");
    check(&generate().expect("bindgen reads the header")).expect("the header as it was fits");
}

#[test]
#[ignore = "needs libclang"]
fn a_changed_member_of_the_header_does_not_compile() {
    let copy = tempfile::tempdir().expect("there is room for a copy");
    let header = copy.path().join("include/vmstate.h");
    fs::create_dir(copy.path().join("include")).expect("there is room for a copy");
    fs::copy(migration().join("include/vmstate.h"), &header).expect("there is room for a copy");
    check_edits(&header, || c_abi::of_our_header(copy.path()));
}

/// The headers of a release, as `.ci/install` leaves them.
fn headers(release: &str) -> PathBuf {
    let root = env::var_os("QEMU_HEADERS_ROOT").map_or_else(|| PathBuf::from("/opt/qemu-headers"), PathBuf::from);
    root.join(release)
}

#[test]
#[ignore = "needs QEMU's headers"]
fn bindings_of_qemu_fit() {
    for (release, has_errp) in [("10.0.2", false), ("10.2.2", true)] {
        let bindings = c_abi::of_qemu(&headers(release)).unwrap_or_else(|error| panic!("{release}: {error}"));
        assert_eq!(bindings.contains("pre_load_errp"), has_errp, "{release}");
        check(&bindings).unwrap_or_else(|message| panic!("{release}: {message}"));
    }
}

#[test]
#[ignore = "needs QEMU's headers"]
fn the_header_lays_out_what_qemu_does() {
    let asserts = |bindings: &str| {
        let lines = bindings.replace(['\n', ' '], "");
        let mut found: Vec<_> =
            lines.split(';').filter(|line| line.contains("Offsetoffield")).map(str::to_owned).collect();
        for line in &mut found {
            *line = line.rsplit("[\"").next().unwrap_or_default().to_owned();
        }
        found.sort();
        found
    };
    let ours = asserts(&c_abi::of_our_header(&migration()).expect("bindgen reads the header"));
    let theirs = asserts(&c_abi::of_qemu(&headers("10.2.2")).expect("bindgen reads the headers"));
    assert!(ours.len() > 30, "{ours:?}");
    assert_eq!(ours, theirs);
}

#[test]
#[ignore = "needs QEMU's headers"]
fn a_changed_member_of_qemus_header_does_not_compile() {
    let copy = tempfile::tempdir().expect("there is room for a copy");
    let status = Command::new("cp").arg("-r").arg(headers("10.2.2").join("include")).arg(copy.path()).status();
    assert!(status.expect("cp runs").success());
    check_edits(&copy.path().join("include/migration/vmstate.h"), || c_abi::of_qemu(copy.path()));
}

/// Runs `qemu-bindings`, and has its result and what it complains of.
fn run(arguments: &[&Path]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_qemu-bindings")).args(arguments).output().expect("it runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn bindings_that_cannot_be_made_leave_the_file_alone() {
    let folder = tempfile::tempdir().expect("there is room for a file");
    let file = folder.path().join("vmstate.rs");
    fs::write(&file, "as it was").expect("there is room for a file");
    let (code, said) = run(&[folder.path(), &file]);
    assert_eq!(code, Some(1));
    assert!(said.contains("expected the folder of QEMU's sources"), "{said}");
    assert_eq!(fs::read_to_string(&file).expect("the file is there"), "as it was");

    for wrong in [&[][..], &[Path::new("--help")], &[&file, &file, &file]] {
        let (code, said) = run(wrong);
        assert_eq!(code, Some(2), "{wrong:?}");
        assert!(said.starts_with("usage: qemu-bindings QEMU [FILE]"), "{said}");
    }
}

#[test]
#[ignore = "needs QEMU's headers"]
fn bindings_go_into_the_file_or_are_printed() {
    let folder = tempfile::tempdir().expect("there is room for a file");
    let file = folder.path().join("vmstate.rs");
    let expected = c_abi::of_qemu(&headers("10.0.2")).expect("bindgen reads the headers");
    assert_eq!(run(&[&headers("10.0.2"), &file]), (Some(0), String::new()));
    assert!(fs::read_to_string(&file).expect("the file is there") == expected, "the file has something else");
    let printed = Command::new(env!("CARGO_BIN_EXE_qemu-bindings")).arg(headers("10.0.2")).output().expect("it runs");
    assert!(String::from_utf8_lossy(&printed.stdout) == expected, "something else is printed");
}
