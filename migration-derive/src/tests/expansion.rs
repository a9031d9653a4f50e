//! What is generated, compared with files that a reader can follow.
//!
//! `BLESS=1 cargo test -p migration-derive` writes the files anew.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;

use crate::expand::{expand, expand_in_place};

/// Each case is a pair `case.in.rs` and `case.out.rs`.
fn compare(case: &str) {
    compare_with(expand, case);
}

fn compare_in_place(case: &str) {
    compare_with(expand_in_place, case);
}

fn compare_with(expand: fn(TokenStream) -> TokenStream, case: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions");
    let input = fs::read_to_string(folder.join(format!("{case}.in.rs"))).unwrap();
    let output = expand(input.parse().unwrap());
    let formatted = prettyplease::unparse(&syn::parse2(output).unwrap());
    let expected = folder.join(format!("{case}.out.rs"));
    if env::var_os("BLESS").is_some() {
        fs::write(&expected, &formatted).unwrap();
    }
    assert_eq!(formatted, fs::read_to_string(&expected).unwrap());
}

#[test]
fn plain_struct() {
    compare("plain");
}

#[test]
fn conversions() {
    compare("conversions");
}

#[test]
fn subsections() {
    compare("subsections");
}

#[test]
fn generic_struct() {
    compare("generic");
}

#[test]
fn table_by_hand() {
    compare("manual_table");
}

#[test]
fn stand_in_after_an_error() {
    compare("stand_in");
}

#[test]
fn tuple_struct() {
    compare("tuple");
}

#[test]
fn newtype() {
    compare("newtype");
}

#[test]
fn unit_struct() {
    compare("unit");
}

#[test]
fn enumeration() {
    compare("enumeration");
}

#[test]
fn checks() {
    compare("checks");
}

#[test]
fn computed_fields() {
    compare("computed");
}

#[test]
fn nested_subsections() {
    compare("nested_subsections");
}

#[test]
fn conditional_fields() {
    compare("conditional");
}

#[test]
fn plain_struct_in_place() {
    compare_in_place("in_place_plain");
}

#[test]
fn subsections_in_place() {
    compare_in_place("in_place_subsections");
}

#[test]
fn generic_struct_in_place() {
    compare_in_place("in_place_generic");
}

#[test]
fn tuple_struct_in_place() {
    compare_in_place("in_place_tuple");
}

#[test]
fn newtype_in_place() {
    compare_in_place("in_place_newtype");
}

#[test]
fn unit_struct_in_place() {
    compare_in_place("in_place_unit");
}

#[test]
fn stand_in_after_an_error_in_place() {
    compare_in_place("in_place_stand_in");
}
