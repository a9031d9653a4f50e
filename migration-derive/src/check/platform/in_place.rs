//! Types that a shadow converts, and that a struct in place cannot hold as they are.

use syn::Type;

use crate::types::{last_segment, type_arguments};

pub fn of_name(name: &str, ty: &Type) -> Option<String> {
    let inner = last_segment(ty).and_then(|segment| type_arguments(segment).next()).map_or("T".into(), written);
    let whole = written(ty);
    Some(match name {
        "Mutex" | "RwLock" | "Arc" => format!(
            "what is behind a lock travels through a shadow: write `Migratable<{whole}>`, of a struct that derives \
             `ToMigrationState`"
        ),
        "RefCell" => format!(
            "nobody knows who borrows from a `RefCell` while it is loaded: write `BqlRefCell<{inner}>`, or `BqlCell<..>` \
             around its fields"
        ),
        "Option" | "OnceCell" | "OnceLock" => format!(
            "the wire has no sign for an `{name}` that is empty: hold the value itself, in a subsection with `needed`, or \
             derive `ToMigrationState` instead"
        ),
        "Vec" | "VecDeque" | "LinkedList" | "BTreeMap" => format!(
            "a `{name}` is not loaded in place: write an array with `len`, or a `List` or `Tree` with `range`, or \
             derive `ToMigrationState` instead"
        ),
        "Computed" => "nothing is computed in place: write a field, which `pre_save` fills, or derive \
                       `ToMigrationState` instead"
            .to_owned(),
        _ => return None,
    })
}

/// The type as a user would write it.
fn written(ty: &Type) -> String {
    use quote::ToTokens;
    let mut text = ty.to_token_stream().to_string();
    for (spaced, tight) in [(" < ", "<"), (" >", ">"), (" :: ", "::"), (" ,", ","), ("> >", ">>")] {
        text = text.replace(spaced, tight);
    }
    text
}
