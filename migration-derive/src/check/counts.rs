//! Rules of arrays and lists: how many elements travel.

use syn::Type;

use crate::errors::Errors;
use crate::parse::{Container, Field};
use crate::types::{bare, container as list_name, is_scalar, last_segment, vec_inner};

/// What QEMU's tables can count with.
const COUNTS: &[&str] = &["u8", "u16", "u32", "i32"];

pub fn check(container: &Container<'_>, errors: &Errors) {
    for (index, field) in container.fields.iter().enumerate() {
        if field.keys.omit.is_set() {
            continue;
        }
        list_is_bounded(container, field, errors);
        counted_is_many(field, errors);
        count_is_known_before(container, index, field, errors);
        slice_of_array(field, errors);
    }
}

fn is_converted(field: &Field<'_>) -> bool {
    let keys = &field.keys;
    keys.clone.is_set() || keys.into.is_set() || keys.try_into.is_set() || keys.with.is_set()
}

fn list_is_bounded(container: &Container<'_>, field: &Field<'_>, errors: &Errors) {
    let keys = &field.keys;
    if is_converted(field) || keys.local.is_set() {
        return;
    }
    let Some(name) = list_name(field.ty) else { return };
    elements_are_structs(field, errors);
    is_bounded(container, field, name, errors);
}

/// The stream says how long the field is, which is called `name`.
pub fn is_bounded(container: &Container<'_>, field: &Field<'_>, name: &str, errors: &Errors) {
    let (keys, attribute) = (&field.keys, container.dialect.attribute);
    match (keys.range.key(), keys.range.get()) {
        (None, _) => errors.on(
            field.ty,
            format!(
                "the stream says how long this `{name}` is: say how long it may be, `#[{attribute}(range = ..=64)]`"
            ),
        ),
        (Some(_), Some(range)) if range.end.is_none() => {
            errors
                .on(range, format!("the stream says how long this `{name}` is: write the largest length too, `..=64`"));
        }
        _ => {}
    }
}

/// QEMU's lists are lists of structs.
fn elements_are_structs(field: &Field<'_>, errors: &Errors) {
    if field.keys.len.is_set() {
        return;
    }
    let Some(elements) = vec_inner(field.ty).filter(|elements| is_scalar(elements)) else { return };
    errors.on(
        elements,
        "the elements of a list are structs: put a field in front that counts these (`count: u32`) and add `len = count`, or put \
         each into a struct that derives `ToMigrationState`",
    );
}

fn counted_is_many(field: &Field<'_>, errors: &Errors) {
    let Some(key) = field.keys.len.key() else { return };
    let many = "`len` says how many elements of an array or a `Vec` travel";
    match list_name(field.ty) {
        None => {}
        Some("Vec") if vec_inner(field.ty).is_some() => {}
        Some("Vec") => errors.on(
            key,
            "a `Vec` is counted where it stands beside its count: put both into a struct behind the lock, or remove `len`",
        ),
        Some(other) => errors.on(key, format!("{many}: a `{other}` brings its length along, so remove `len`")),
    }
    let is_array = matches!(bare(field.ty), Type::Array(_));
    if !is_array && is_scalar(field.ty) && !is_converted(field) {
        errors.on(key, format!("{many}, and this field is neither: remove `len`"));
    }
}

fn count_is_known_before(container: &Container<'_>, index: usize, field: &Field<'_>, errors: &Errors) {
    let Some((position, counting)) = counting(container, field, errors) else { return };
    let (name, keys) = (&counting.ident, &counting.keys);
    let Some(count) = field.keys.len.get() else { return };
    if keys.omit.is_set() {
        errors.on(
            &count.field,
            format!("`{name}` is omitted, so no table can count with it: replace `omit` there by `local` if it never changes"),
        );
        return;
    }
    let travelling = keys.into.get().or(keys.try_into.get()).unwrap_or(counting.ty);
    if is_scalar(travelling) && !is_count(travelling) {
        errors.on(
            &count.field,
            format!(
                "a count travels as `u8`, `u16`, `u32` or `i32`, and `{name}` does not: change its type, or add \
                 `#[migration_state(try_into(u32))]` there"
            ),
        );
    }
    if !keys.local.is_set() {
        comes_before((position, counting), (index, field), errors);
    }
}

/// The field that counts the elements of `field`, and its position.
pub fn counting<'c>(
    container: &'c Container<'c>,
    field: &Field<'_>,
    errors: &Errors,
) -> Option<(usize, &'c Field<'c>)> {
    let name = &field.keys.len.get()?.field;
    let found = container.fields.iter().enumerate().find(|(_, other)| other.ident == *name);
    if found.is_none() {
        errors.on(name, format!("the struct has no field `{name}`: write the field that counts the elements"));
    }
    found
}

/// Whether it is an integer that QEMU's tables can count with.
pub fn is_count(ty: &Type) -> bool {
    COUNTS.iter().any(|known| is_named(ty, known))
}

/// What counts is loaded when the elements are.
pub fn comes_before(counting: (usize, &Field<'_>), counted: (usize, &Field<'_>), errors: &Errors) {
    let Some(count) = counted.1.keys.len.get() else { return };
    let name = &count.field;
    let of_counting = counting.1.keys.subsection.get().map(syn::LitStr::value);
    let of_counted = counted.1.keys.subsection.get().map(syn::LitStr::value);
    if of_counting.is_some() && of_counting != of_counted {
        errors.on(
            name,
            format!(
                "`{name}` travels in a subsection, which comes after the elements or not at all: move it out of there"
            ),
        );
    } else if counting.0 > counted.0 && of_counting == of_counted {
        errors.on(name, format!("`{name}` is loaded only after the elements that it counts: declare it before them"));
    }
}

fn slice_of_array(field: &Field<'_>, errors: &Errors) {
    let Some(key) = field.keys.slice.key() else { return };
    let travelling = field.keys.into.get().or(field.keys.try_into.get()).unwrap_or(field.ty);
    let is_buffer = is_named(travelling, "Buffer");
    if !is_buffer && !matches!(bare(travelling), Type::Array(_)) {
        errors.on(
            key,
            "`slice` picks elements of an array or bytes of a `Buffer`, and this field is neither: remove `slice`",
        );
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}
