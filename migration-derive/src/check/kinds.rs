//! Rules of keys that only some types know.

use syn::Type;

use crate::errors::Errors;
use crate::parse::{Container, Field};
use crate::types::{bare, computed_inner, in_cell, is_scalar, last_segment, maybe_inner};

/// What QEMU has a comparing kind for.
const COMPARED: &[&str] = &["u8", "u16", "u32", "u64", "i32"];

pub fn check(container: &Container<'_>, errors: &Errors) {
    for field in container.fields.iter().filter(|field| !field.keys.omit.is_set()) {
        computed_has_functions(field, errors);
        compared_has_kind(container, field, errors);
        maybe_is_in_subsection(field, errors);
    }
}

/// Whether a field of the type needs a key beside it, or does not travel.
pub fn has_no_form_alone(ty: &Type) -> bool {
    computed_inner(ty).is_some() || maybe_inner(ty).is_some()
}

fn computed_has_functions(field: &Field<'_>, errors: &Errors) {
    let keys = &field.keys;
    match (computed_inner(field.ty), keys.with.key()) {
        (Some(_), None) => errors.on(
            field.ty,
            "no field holds a computed value: write `#[migration_state(with = module)]`, with functions `get` and `set` \
             in that module",
        ),
        (Some(_), Some(_)) => {
            if let Some(key) = keys.into.key() {
                errors.on(key, "`Computed<T>` names the type that travels already: remove `into`");
            }
        }
        (None, Some(key)) if !keys.into.is_set() && !keys.try_into.is_set() && !keys.clone.is_set() => errors.on(
            key,
            "which type do the functions give? Add `into(T)` here, or make the field a `Computed<T>`",
        ),
        _ => {}
    }
}

pub fn compared_has_kind(container: &Container<'_>, field: &Field<'_>, errors: &Errors) {
    let Some(key) = field.keys.equal.key() else { return };
    let mut travelling = field.keys.into.get().or(field.keys.try_into.get()).unwrap_or(field.ty);
    while let Type::Array(array) = bare(in_cell(travelling)) {
        travelling = &array.elem;
    }
    travelling = in_cell(travelling);
    let name = last_segment(travelling).map(|segment| segment.ident.to_string()).unwrap_or_default();
    let instead = if container.dialect.is_in_place {
        "compare in a `post_load` function"
    } else {
        "convert the field with `into`, or compare in a `validate` function"
    };
    if is_scalar(travelling) && !COMPARED.contains(&name.as_str()) {
        errors.on(key, format!("QEMU compares `u8`, `u16`, `u32`, `u64` and `i32`, not `{name}`: {instead}"));
    }
}

fn maybe_is_in_subsection(field: &Field<'_>, errors: &Errors) {
    let keys = &field.keys;
    let converted = keys.clone.is_set() || keys.into.is_set() || keys.try_into.is_set() || keys.with.is_set();
    if converted || keys.subsection.is_set() || keys.local.is_set() {
        return;
    }
    if maybe_inner(field.ty).is_none() {
        return;
    }
    let name = last_segment(field.ty).map(|segment| segment.ident.to_string()).unwrap_or_default();
    errors.on(
        field.ty,
        format!(
            "the wire has no sign for an `{name}` that is empty: put it into a subsection of its own, \
             `#[migration_state(subsection = \"parent/{}\")]`",
            crate::model::wire_name(field)
        ),
    );
}
