//! Enums, which travel as the number of their variant.

use proc_macro2::TokenTree;
use syn::{Attribute, DataEnum, DeriveInput, Fields, Ident, Meta, Path};

use super::{
    items::items,
    keys::{Holder, SHADOWED},
    slot::Slot,
    values,
};
use crate::errors::Errors;

const INTEGERS: &[&str] = &["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"];

/// An enum without data, and what its attributes say.
pub struct Enumeration<'a> {
    pub ident: &'a Ident,
    /// The integer that it is on the wire; `None` after an error.
    pub repr: Option<Ident>,
    pub variants: Vec<&'a Ident>,
    pub krate: Slot<Path>,
    pub is_deprecated: bool,
}

impl<'a> Enumeration<'a> {
    pub fn read(input: &'a DeriveInput, data: &'a DataEnum, errors: &Errors) -> Self {
        let mut krate = Slot::default();
        let place = SHADOWED.place(Holder::Enum);
        for item in items(&input.attrs, place, errors) {
            match item.key.to_string().as_str() {
                "crate" => krate.fill(item, place, errors, values::path),
                other => errors.on(&item.key, place.refuse(other)),
            }
        }
        if let Some(parameter) = input.generics.params.first() {
            errors.on(parameter, "an enum travels as its number, which has no parameters: remove them");
        }
        if data.variants.is_empty() {
            errors.on(&input.ident, "an enum without variants has no value that could travel: remove the derive");
        }
        for variant in &data.variants {
            if !matches!(variant.fields, Fields::Unit) {
                errors.on(
                    &variant.fields,
                    format!(
                        "a variant with data is more than a number: send a struct that has the parts of all variants, \
                         and convert with `#[migration_state(try_into(...))]` where `{}` is a field",
                        input.ident
                    ),
                );
            }
            for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident(place.dialect.attribute))
            {
                errors.on(attribute, "a variant has no keys: its number is all that travels");
            }
        }
        Self {
            ident: &input.ident,
            repr: repr(input, errors),
            variants: data.variants.iter().map(|variant| &variant.ident).collect(),
            krate,
            is_deprecated: input.attrs.iter().any(|attribute| attribute.path().is_ident("deprecated")),
        }
    }
}

fn repr(input: &DeriveInput, errors: &Errors) -> Option<Ident> {
    let words: Vec<Ident> = input.attrs.iter().flat_map(repr_words).collect();
    if let Some(integer) = words.iter().find(|word| INTEGERS.iter().any(|known| *word == known)) {
        return Some(integer.clone());
    }
    match words.iter().find(|word| *word == "usize" || *word == "isize") {
        Some(platform) => errors.on(
            platform,
            format!("`{platform}` has another width on other machines: write `#[repr(u32)]`, or another fixed width"),
        ),
        None => errors.on(
            &input.ident,
            "an enum travels as an integer, whose width belongs to the wire: write `#[repr(u8)]` above it, or another \
             fixed width",
        ),
    }
    None
}

fn repr_words(attribute: &Attribute) -> Vec<Ident> {
    let Meta::List(list) = &attribute.meta else { return Vec::new() };
    if !list.path.is_ident("repr") {
        return Vec::new();
    }
    let words = list.tokens.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    });
    words.collect()
}
