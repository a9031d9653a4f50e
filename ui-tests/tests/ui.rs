//! Runs every case, and compares what the compiler says with the file beside it.
//!
//! `TRYBUILD=overwrite cargo test -p migration-ui-tests` writes the files anew; each must then be read.

/// What the derive itself, or the type checker on its behalf, refuses.
#[test]
fn derive() {
    let cases = trybuild::TestCases::new();
    cases.pass("cases/pass/derive.rs");
    for class in [
        "callback",
        "conflict",
        "conversion",
        "crate_path",
        "duplicate",
        "literal",
        "malformed",
        "misplaced",
        "name",
        "platform",
        "several",
        "shape",
        "subsection",
        "unknown",
        "version",
    ] {
        cases.compile_fail(format!("cases/{class}/*.rs"));
    }
}
