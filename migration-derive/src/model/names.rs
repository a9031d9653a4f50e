//! Names on the wire, and those of what is generated.

use proc_macro2::Ident;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::Member;

use crate::parse::{Container, Field};

/// The generated struct's name where the user gives none.
pub fn default_shadow(ident: &Ident) -> Ident {
    format_ident!("{}Migration", ident.unraw(), span = ident.span())
}

/// The description's name: what the user wrote, or the struct's.
pub fn description_name(container: &Container<'_>) -> String {
    match container.keys.name.get() {
        Some(name) => name.value(),
        None => container.ident.unraw().to_string(),
    }
}

/// The field's name on the wire: what the user wrote, or the field's.
pub fn wire_name(field: &Field<'_>) -> String {
    match field.keys.name.get() {
        Some(name) => name.value(),
        None => match &field.member {
            Member::Named(ident) => ident.unraw().to_string(),
            Member::Unnamed(position) => position.index.to_string(),
        },
    }
}

/// Whether `inner` is the name of a part of `outer`.
pub fn is_part(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|tail| tail.starts_with('/'))
}

/// `has_clock` for the subsection `pl011/clock` of `pl011`.
pub fn presence_name(parent: &str, subsection: &str) -> String {
    let tail = subsection.strip_prefix(parent).unwrap_or(subsection);
    let words: Vec<String> = tail
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    format!("has_{}", words.join("_"))
}
