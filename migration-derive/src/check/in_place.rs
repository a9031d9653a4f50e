//! The rules of a struct that migrates in place.

use syn::Type;

use super::{conflicts, counts, kinds, names, no_lifetimes, not_packed, platform, versions};
use crate::errors::Errors;
use crate::parse::{Container, Field};
use crate::types::{bare, in_cell, is_scalar, last_segment};

/// Notes everything that is wrong with `container`.
pub fn check(container: &Container<'_>, errors: &Errors) {
    no_lifetimes(container, errors);
    not_packed(container, errors);
    versions::check(container, errors);
    names::on_the_wire(container, errors);
    platform::check(container, errors);
    conflicts::given_once(container, |keys| keys.needed.key(), errors);
    for (index, field) in container.fields.iter().enumerate() {
        let keys = &field.keys;
        if keys.omit.is_set() {
            conflicts::alone(keys, errors);
            continue;
        }
        conflicts::one_condition(keys, errors);
        conflicts::callbacks_have_subsection(keys, errors);
        conflicts::subsection_has_own_version(keys, errors);
        kinds::compared_has_kind(container, field, errors);
        list_is_bounded(container, field, errors);
        picked_from_many(field, errors);
        count_is_known_before(container, index, field, errors);
    }
}

fn list_is_bounded(container: &Container<'_>, field: &Field<'_>, errors: &Errors) {
    let name = last_segment(field.ty).map(|segment| segment.ident.to_string()).unwrap_or_default();
    if name == "List" || name == "Tree" {
        counts::is_bounded(container, field, &name, errors);
    }
}

fn picked_from_many(field: &Field<'_>, errors: &Errors) {
    let held = in_cell(field.ty);
    if !is_scalar(held) || matches!(bare(held), Type::Array(_)) {
        return;
    }
    let keys = &field.keys;
    for key in [keys.len.key(), keys.slice.key()].into_iter().flatten() {
        errors
            .on(key, format!("`{key}` says which elements of an array travel, and this field is none: remove `{key}`"));
    }
}

fn count_is_known_before(container: &Container<'_>, index: usize, field: &Field<'_>, errors: &Errors) {
    let Some((position, counting)) = counts::counting(container, field, errors) else { return };
    let Some(count) = field.keys.len.get() else { return };
    let held = in_cell(counting.ty);
    if is_scalar(held) && !counts::is_count(held) {
        errors.on(
            &count.field,
            format!(
                "QEMU counts with `u8`, `u16`, `u32` and `i32`, and `{}` is none of them: change its type",
                counting.ident
            ),
        );
    }
    // What does not travel never changes by a load.
    if !counting.keys.omit.is_set() {
        counts::comes_before((position, counting), (index, field), errors);
    }
}
