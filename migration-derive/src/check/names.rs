//! Rules of the names on the wire and of generated names.

use std::collections::{HashMap, HashSet};

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::LitStr;

use crate::errors::Errors;
use crate::model::{description_name, is_part, presence_name, wire_name};
use crate::parse::{Container, Field};
use crate::types::last_segment;

/// The wire gives a name's length one byte.
const LONGEST: usize = 255;

pub fn check(container: &Container<'_>, errors: &Errors) {
    other_type_name(container, errors);
    if container.keys.manual_table.is_set() {
        return;
    }
    on_the_wire(container, errors);
    presence_is_free(container, errors);
}

/// Those that readers of a stream see.
pub fn on_the_wire(container: &Container<'_>, errors: &Errors) {
    let fields = || container.fields.iter().filter(|field| !field.keys.omit.is_set() && !field.keys.local.is_set());
    let of_fields = fields().filter_map(|field| field.keys.name.get());
    for name in container.keys.name.get().into_iter().chain(of_fields) {
        fits_the_wire(name, "name", errors);
    }
    subsections_extend(container, errors);
    used_once(fields(), errors);
}

fn other_type_name(container: &Container<'_>, errors: &Errors) {
    if let Some(name) = container.keys.rename.get() {
        if name == container.ident {
            errors.on(
                name,
                format!(
                    "`{name}` is the struct itself: write another name for its migrated state, as `{name}Migration`"
                ),
            );
        }
    }
}

fn fits_the_wire(name: &LitStr, key: &str, errors: &Errors) -> bool {
    let value = name.value();
    let complaint = if value.is_empty() {
        format!("an empty name: write some text, or remove `{key}`")
    } else if value.contains('\0') {
        "a NUL byte ends a name on the wire: remove it".to_owned()
    } else if value.len() > LONGEST {
        format!("{} bytes, and the wire has room for {LONGEST}: write a shorter name", value.len())
    } else {
        return true;
    };
    errors.on(name, complaint);
    false
}

fn subsections_extend(container: &Container<'_>, errors: &Errors) {
    let parent = description_name(container);
    let mut seen = HashSet::new();
    for name in container.fields.iter().filter_map(|field| field.keys.subsection.get()) {
        if !seen.insert(name.value()) || !fits_the_wire(name, "subsection", errors) {
            continue;
        }
        let value = name.value();
        if let Some(taken) = container
            .fields
            .iter()
            .filter_map(|field| field.keys.subsection.get().map(LitStr::value))
            .take_while(|other| *other != value)
            .find(|other| value.starts_with(other.as_str()) && !is_part(&value, other))
        {
            errors.on(
                name,
                format!(
                    "a reader takes this for a part of the subsection \"{taken}\", which can stand before it: declare \
                     this one first, or write a name that does not begin like that"
                ),
            );
        }
        if !value.starts_with(&parent) || value.len() == parent.len() {
            let tail = value.rsplit('/').next().unwrap_or_default();
            let tail = if tail == parent { "part" } else { tail };
            errors.on(
                name,
                format!(
                    "the name of a subsection begins with its parent's, \"{parent}\", and is longer: write \
                     \"{parent}/{tail}\""
                ),
            );
        }
    }
}

fn used_once<'a>(fields: impl Iterator<Item = &'a Field<'a>>, errors: &Errors) {
    let mut holders = HashMap::new();
    for field in fields {
        // Unused bytes are skipped, so nobody asks for them by name.
        if last_segment(field.ty).is_some_and(|segment| segment.ident == "Unused") {
            continue;
        }
        let name = wire_name(field);
        let subsection = field.keys.subsection.get().map(LitStr::value);
        let conditional = field.keys.since.is_set() || field.keys.exists.is_set();
        let (holder, holder_is_conditional) =
            *holders.entry((subsection, name.clone())).or_insert((&field.ident, conditional));
        // Of two that are not always there, each may be there without the other.
        if *holder != field.ident && !(conditional && holder_is_conditional) {
            let place = match field.keys.name.get() {
                Some(literal) => literal.to_token_stream(),
                None => field.ident.to_token_stream(),
            };
            errors.on(
                place,
                format!("the field `{holder}` is called \"{name}\" on the wire already: write another `name`"),
            );
        }
    }
}

fn presence_is_free(container: &Container<'_>, errors: &Errors) {
    let parent = description_name(container);
    let mut flags: HashMap<String, String> = HashMap::new();
    for literal in container.fields.iter().filter_map(|field| field.keys.subsection.get()) {
        let subsection = literal.value();
        let flag = presence_name(&parent, &subsection);
        if let Some(field) = container.fields.iter().find(|field| field.ident.unraw() == flag) {
            if !flags.contains_key(&flag) {
                errors.on(
                    &field.ident,
                    format!(
                        "the generated struct keeps the presence of the subsection \"{subsection}\" in a field \
                         `{flag}`: rename this one"
                    ),
                );
            }
        }
        match flags.get(&flag) {
            Some(other) if *other != subsection => errors.on(
                literal,
                format!(
                    "the presence of \"{other}\" and of this subsection would both be kept in `{flag}`: write a \
                     name that differs in more than punctuation"
                ),
            ),
            _ => {
                flags.insert(flag, subsection);
            }
        }
    }
}
