//! Runs every case, and compares what the compiler says with the file beside it.
//!
//! `TRYBUILD=overwrite cargo test -p migration-ui-tests` writes the files anew; each must then be read. A case that must compile is
//! in each run, because only then cases are built, and not just checked.

/// What the derive refuses, and what the type checker refuses on its behalf.
#[test]
fn derive() {
    let cases = trybuild::TestCases::new();
    for case in ["derive", "faked_core", "faked_crate", "generics", "hygiene", "in_place", "lints", "renamed", "shapes"]
    {
        cases.pass(format!("cases/pass/{case}.rs"));
    }
    for class in [
        "callback",
        "cells",
        "conflict",
        "conversion",
        "count",
        "crate_path",
        "duplicate",
        "kind",
        "literal",
        "malformed",
        "misplaced",
        "name",
        "platform",
        "register",
        "several",
        "shape",
        "subsection",
        "testing",
        "unknown",
        "version",
    ] {
        cases.compile_fail(format!("cases/{class}/*.rs"));
    }
}

/// What the tables refuse, much of it in constants that are looked at only when the case is built.
#[test]
fn table() {
    let cases = trybuild::TestCases::new();
    cases.pass("cases/pass/table.rs");
    cases.compile_fail("cases/table/*.rs");
}
