//! Sorts fields into subsections, and those into each other.

use proc_macro2::Ident;

use super::{description_name, is_part, presence_name, Subsection};
use crate::parse::Container;

pub fn subsections<'a>(container: &'a Container<'_>) -> Vec<Subsection<'a>> {
    let root = description_name(container);
    let mut found: Vec<Subsection<'a>> = Vec::new();
    for field in &container.fields {
        let Some(literal) = field.keys.subsection.get() else {
            continue;
        };
        let name = literal.value();
        let (needed, absent) = (field.keys.needed.get(), field.keys.absent.get());
        match found.iter_mut().find(|known| known.name == name) {
            Some(known) => {
                known.needed = known.needed.or(needed);
                known.absent = known.absent.or(absent);
            }
            None => found.push(Subsection {
                presence: Ident::new(&presence_name(&root, &name), literal.span()),
                name,
                needed,
                absent,
                parent: None,
            }),
        }
    }
    parents_first(found)
}

/// Puts each subsection behind the one that it is a part of, if any, and links the two.
fn parents_first(found: Vec<Subsection<'_>>) -> Vec<Subsection<'_>> {
    let depth = |name: &str| found.iter().filter(|other| is_part(name, &other.name)).count();
    let mut depths: Vec<(usize, usize)> = found.iter().enumerate().map(|(at, one)| (depth(&one.name), at)).collect();
    depths.sort_unstable();
    let mut found: Vec<Option<Subsection<'_>>> = found.into_iter().map(Some).collect();
    let mut ordered: Vec<Subsection<'_>> = Vec::new();
    for (_, at) in depths {
        let Some(mut subsection) = found[at].take() else { continue };
        let enclosing = ordered.iter().enumerate().filter(|(_, other)| is_part(&subsection.name, &other.name));
        subsection.parent = enclosing.max_by_key(|(_, other)| other.name.len()).map(|(index, _)| index);
        ordered.push(subsection);
    }
    ordered
}
