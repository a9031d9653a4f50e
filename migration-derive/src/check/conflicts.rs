//! Rules between keys.

use std::collections::HashMap;

use syn::{Ident, Path};

use crate::errors::Errors;
use crate::parse::{Container, Field, FieldKeys};
use crate::types::maybe_inner;

pub fn check(container: &Container<'_>, errors: &Errors) {
    table_by_hand(container, errors);
    derives_given_already(container, errors);
    for field in &container.fields {
        let keys = &field.keys;
        if keys.omit.is_set() {
            alone(keys, errors);
        } else {
            one_conversion(keys, errors);
            one_condition(keys, errors);
            local_is_not_on_the_wire(keys, errors);
            callbacks_have_subsection(keys, errors);
            subsection_has_own_version(keys, errors);
            option_needs_no_callbacks(field, errors);
        }
    }
    given_once(container, |keys| keys.needed.key(), errors);
    given_once(container, |keys| keys.absent.key(), errors);
    option_has_subsection_alone(container, errors);
}

pub(super) fn alone(keys: &FieldKeys, errors: &Errors) {
    for other in keys.present().filter(|key| *key != "omit") {
        errors.on(other, format!("`{other}` on a field that does not travel: remove `{other}`, or remove `omit`"));
    }
}

fn one_conversion(keys: &FieldKeys, errors: &Errors) {
    if let (Some(_), Some(key)) = (keys.into.key(), keys.try_into.key()) {
        errors.on(
            key,
            "`into` and `try_into` both convert the field: keep `try_into` if some values have no counterpart, else \
             `into`",
        );
    }
    // With a conversion `clone` says what holds anyway: QEMU's devices write both.
    if let (Some(_), Some(key)) = (keys.clone.key(), keys.with.key()) {
        errors.on(key, "`with` on a field that travels as itself: remove `with`, or remove `clone`");
    }
    if let (Some(_), Some(key)) = (keys.with.key(), keys.try_into.key()) {
        errors.on(key, "the functions of `with` may fail as they are: write `into(...)` for the type that they give");
    }
}

fn local_is_not_on_the_wire(keys: &FieldKeys, errors: &Errors) {
    if !keys.local.is_set() {
        return;
    }
    for key in keys.of_table().chain(keys.range.key()).chain(keys.with.key()) {
        errors.on(key, format!("`{key}` on a field that is not on the wire: remove `{key}`, or remove `local`"));
    }
}

pub(super) fn one_condition(keys: &FieldKeys, errors: &Errors) {
    if let (Some(key), Some(_)) = (keys.since.key(), keys.exists.key()) {
        errors.on(
            key,
            "where a field has a test, its version is never looked at: remove `since`, and ask for the version in the \
             function of `exists`",
        );
    }
    if let (Some(_), Some(key)) = (keys.len.key(), keys.slice.key()) {
        errors.on(key, "`len` and `slice` both say which elements travel: keep one of the two");
    }
}

pub(super) fn callbacks_have_subsection(keys: &FieldKeys, errors: &Errors) {
    if keys.subsection.is_set() {
        return;
    }
    let meanings = [
        (keys.needed.key(), "`needed` says when a subsection is sent"),
        (keys.absent.key(), "`absent` says what to do without a subsection"),
    ];
    for (key, meaning) in meanings {
        if let Some(key) = key {
            errors.on(key, format!("{meaning}, and this field is in none: add `subsection = \"...\"`"));
        }
    }
}

pub(super) fn subsection_has_own_version(keys: &FieldKeys, errors: &Errors) {
    if let (Some(key), Some(_)) = (keys.since.key(), keys.subsection.key()) {
        errors.on(
            key,
            "a subsection has a version of its own, and streams without it load already: remove `since`, or remove \
             `subsection`",
        );
    }
}

fn option_needs_no_callbacks(field: &Field<'_>, errors: &Errors) {
    if !is_option_in_subsection(field) {
        return;
    }
    if let Some(key) = field.keys.needed.key() {
        errors.on(key, "an `Option` says itself when its subsection is sent: remove `needed`");
    }
    if let Some(key) = field.keys.exists.key() {
        errors.on(key, "an `Option` says itself whether it is there: remove `exists`");
    }
    if let Some(key) = field.keys.absent.key() {
        errors.on(key, "an `Option` becomes `None` without its subsection: remove `absent`");
    }
}

pub(super) fn given_once(container: &Container<'_>, find: impl Fn(&FieldKeys) -> Option<&Ident>, errors: &Errors) {
    let mut holders = HashMap::new();
    for field in &container.fields {
        let (Some(subsection), Some(key)) = (field.keys.subsection.get(), find(&field.keys)) else {
            continue;
        };
        let name = subsection.value();
        if let Some(holder) = holders.insert(name.clone(), &field.ident) {
            errors.on(
                key,
                format!("`{key}` of the subsection \"{name}\" is given at the field `{holder}`: keep one of the two"),
            );
        }
    }
}

fn option_has_subsection_alone(container: &Container<'_>, errors: &Errors) {
    let mut first_fields: HashMap<String, &Field<'_>> = HashMap::new();
    for field in &container.fields {
        let Some(subsection) = field.keys.subsection.get() else {
            continue;
        };
        let Some(first) = first_fields.get(&subsection.value()) else {
            first_fields.insert(subsection.value(), field);
            continue;
        };
        if is_option_in_subsection(first) || is_option_in_subsection(field) {
            errors.on(
                subsection,
                format!(
                    "the subsection of an `Option` holds that field alone, and `{}` is in it: write another \
                     subsection here, or one `Option` of a struct with both",
                    first.ident
                ),
            );
        }
    }
}

fn is_option_in_subsection(field: &Field<'_>) -> bool {
    let keys = &field.keys;
    let converted = keys.clone.is_set() || keys.into.is_set() || keys.try_into.is_set() || keys.with.is_set();
    keys.subsection.is_set() && !converted && maybe_inner(field.ty).is_some()
}

fn table_by_hand(container: &Container<'_>, errors: &Errors) {
    let keys = &container.keys;
    if !keys.manual_table.is_set() {
        return;
    }
    let of_struct = [keys.name.key(), keys.version_id.key(), keys.minimum_version_id.key(), keys.priority.key()];
    let of_fields = container.fields.iter().flat_map(|field| field.keys.of_table());
    for key in of_struct.into_iter().flatten().chain(of_fields) {
        errors.on(
            key,
            format!(
                "`{key}` belongs to the table, which `manual_table` leaves to you: write it there, or remove \
                 `manual_table`"
            ),
        );
    }
}

fn derives_given_already(container: &Container<'_>, errors: &Errors) {
    let derives = container.keys.derive.get().into_iter().flatten();
    for path in derives.filter(|path| is_derived_anyway(path)) {
        errors.on(path, "the generated struct has `Debug` and `Default` already: remove this one");
    }
}

/// Whether the generated struct implements the trait without being asked.
pub fn is_derived_anyway(path: &Path) -> bool {
    let last = path.segments.last();
    last.is_some_and(|segment| segment.ident == "Debug" || segment.ident == "Default")
}
