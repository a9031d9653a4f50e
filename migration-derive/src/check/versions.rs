//! Rules of version numbers.

use crate::errors::Errors;
use crate::parse::{Container, Field};

pub fn check(container: &Container<'_>, errors: &Errors) {
    let keys = &container.keys;
    nested_versions_are_not_sent(container, errors);
    if keys.version_id.is_set() && keys.version_id.get().is_none() {
        // Its value was refused already, so there is nothing to compare with.
        return;
    }
    let (current, note) = match keys.version_id.get() {
        Some(version) => (version.number, ""),
        None => (1, ", which holds when none is written"),
    };
    if let Some(minimum) = keys.minimum_version_id.get() {
        if minimum.number > current {
            errors.on(
                &minimum.literal,
                format!(
                    "the oldest version that loads is above `version_id` {current}{note}: write {current} or less, \
                     or raise `version_id`"
                ),
            );
        }
    }
    for since in container.fields.iter().filter_map(|field| field.keys.since.get()) {
        if since.number == 0 {
            errors.on(
                &since.literal,
                "every version is at least 0: remove `since`, or write the version that brought the field",
            );
        } else if since.number > current {
            errors.on(
                &since.literal,
                format!(
                    "the field is newer than `version_id` {current}{note}: raise `version_id` to {}, or write \
                     {current} or less",
                    since.number
                ),
            );
        }
    }
}

/// Without a name a struct is never a section, and only sections and subsections carry a version.
fn nested_versions_are_not_sent(container: &Container<'_>, errors: &Errors) {
    if container.keys.name.is_set() || container.keys.manual_table.is_set() {
        return;
    }
    // Of those that must go anyway another rule speaks.
    let may_stay = |field: &&Field<'_>| !field.keys.omit.is_set() && !field.keys.subsection.is_set();
    let of_fields = container.fields.iter().filter(may_stay).filter_map(|field| field.keys.since.key());
    for key in container.keys.minimum_version_id.key().into_iter().chain(of_fields) {
        errors.on(
            key,
            format!(
                "without a `name` the struct is only ever a part of others, and the version of a part is not in a \
                 stream, so it always loads at its newest: write `{key}` in the struct around it, or use a subsection"
            ),
        );
    }
}
