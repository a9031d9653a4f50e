//! Second stage: what the keys say together must make sense. One small function a rule.

mod conflicts;
mod counts;
mod in_place;
mod kinds;
mod names;
mod platform;
mod versions;

use proc_macro2::TokenTree;
use syn::{GenericParam, Meta};

use crate::errors::Errors;
use crate::parse::Container;

pub use conflicts::is_derived_anyway;
pub use in_place::check as check_in_place;
pub use kinds::has_no_form_alone;
pub use platform::refusal as platform_refusal;

/// Notes everything that is wrong with `container`.
pub fn check(container: &Container<'_>, errors: &Errors) {
    no_lifetimes(container, errors);
    not_packed(container, errors);
    conflicts::check(container, errors);
    versions::check(container, errors);
    names::check(container, errors);
    platform::check(container, errors);
    counts::check(container, errors);
    kinds::check(container, errors);
}

fn no_lifetimes(container: &Container<'_>, errors: &Errors) {
    for parameter in &container.generics.params {
        if let GenericParam::Lifetime(lifetime) = parameter {
            errors.on(
                &lifetime.lifetime,
                "a struct that borrows cannot be migrated: hold the value itself, an `Arc`, or an index instead of \
                 the reference",
            );
        }
    }
}

fn not_packed(container: &Container<'_>, errors: &Errors) {
    for attribute in container.attributes {
        let Meta::List(list) = &attribute.meta else {
            continue;
        };
        for token in list.tokens.clone() {
            if list.path.is_ident("repr") && matches!(&token, TokenTree::Ident(word) if word == "packed") {
                errors.on(token, "the fields of a packed struct cannot be borrowed: remove `packed`");
            }
        }
    }
}
