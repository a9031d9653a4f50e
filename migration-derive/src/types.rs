//! Questions about types that only their tokens can answer.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

/// The `T` of a `Computed<T>`.
pub fn computed_inner(ty: &Type) -> Option<&Type> {
    let segment = last_segment(ty)?;
    if segment.ident != "Computed" {
        return None;
    }
    type_arguments(segment).next()
}

/// The `T` of a `Vec<T>`.
pub fn vec_inner(ty: &Type) -> Option<&Type> {
    let segment = last_segment(ty)?;
    if segment.ident != "Vec" {
        return None;
    }
    type_arguments(segment).next()
}

/// Types that may be empty, and what is in them.
pub fn maybe_inner(ty: &Type) -> Option<(Maybe, &Type)> {
    let segment = last_segment(ty)?;
    let kind = match segment.ident.to_string().as_str() {
        "Option" => Maybe::Option,
        "OnceLock" => Maybe::OnceLock,
        "OnceCell" => Maybe::OnceCell,
        _ => return None,
    };
    let mut arguments = type_arguments(segment);
    let inner = arguments.next()?;
    arguments.next().is_none().then_some((kind, inner))
}

/// A type that holds a value or none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Maybe {
    Option,
    OnceLock,
    OnceCell,
}

/// The name of the list or map whose length comes from the stream, if `ty` is one, or holds just one behind a lock.
pub fn container(ty: &Type) -> Option<&'static str> {
    const CONTAINERS: &[&str] = &["Vec", "VecDeque", "LinkedList", "BTreeMap"];
    const HOLDERS: &[&str] =
        &["Arc", "Box", "BqlRefCell", "Mutex", "RefCell", "RwLock", "Option", "OnceLock", "OnceCell"];
    let segment = last_segment(ty)?;
    let name = segment.ident.to_string();
    if HOLDERS.contains(&name.as_str()) {
        return type_arguments(segment).next().and_then(container);
    }
    CONTAINERS.iter().find(|known| name == **known).copied()
}

/// The elements' types, where both are arrays: they convert one by one. Else the types themselves.
pub fn converting<'t>(from: &'t Type, to: &'t Type) -> (&'t Type, &'t Type) {
    match (bare(from), bare(to)) {
        (Type::Array(from), Type::Array(to)) => converting(&from.elem, &to.elem),
        _ => (from, to),
    }
}

/// Whether `ty` is a plain integer, `bool`, or an array of them.
pub fn is_scalar(ty: &Type) -> bool {
    const SCALARS: &[&str] = &["bool", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"];
    match bare(ty) {
        Type::Array(array) => is_scalar(&array.elem),
        Type::Path(path) => path.path.get_ident().is_some_and(|name| SCALARS.iter().any(|scalar| name == scalar)),
        _ => false,
    }
}

/// What an array is made of in the end; `ty` itself if it is none.
pub fn element(ty: &Type) -> &Type {
    match bare(ty) {
        Type::Array(array) => element(&array.elem),
        other => other,
    }
}

/// Whether `ty` is an array of plain numbers, which may be too large for the stack.
pub fn is_scalar_array(ty: &Type) -> bool {
    matches!(bare(ty), Type::Array(_)) && is_scalar(ty)
}

/// The last segment of a type that is a path.
pub fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match bare(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// What is in the cell, in the cell in that, and so on; `ty` itself if it is no cell.
pub fn in_cell(ty: &Type) -> &Type {
    const CELLS: &[&str] = &["BqlCell", "BqlRefCell", "Cell", "UnsafeCell"];
    let cell = last_segment(ty).filter(|segment| CELLS.iter().any(|cell| segment.ident == cell));
    cell.and_then(|segment| type_arguments(segment).next()).map_or(ty, in_cell)
}

/// The type arguments of `segment`.
pub fn type_arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Takes off parentheses, also the invisible ones that `macro_rules` puts around `$t:ty`.
pub fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => bare(&inner.elem),
        Type::Group(inner) => bare(&inner.elem),
        other => other,
    }
}

/// Whether `tokens` use one of `names` anywhere.
pub fn mentions(tokens: impl ToTokens, names: &[&Ident]) -> bool {
    tokens.to_token_stream().into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), names),
        TokenTree::Ident(ident) => names.contains(&&ident),
        _ => false,
    })
}

/// `tokens` with `owner` in place of `Self`, for use where `Self` would be another type.
pub fn without_self(tokens: impl ToTokens, owner: &TokenStream) -> TokenStream {
    tokens
        .to_token_stream()
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_self(group.stream(), owner));
                inner.set_span(group.span());
                TokenTree::Group(inner).into_token_stream()
            }
            TokenTree::Ident(ident) if ident == "Self" => respanned(owner, ident.span()),
            other => other.into_token_stream(),
        })
        .collect()
}

/// The same tokens, all of them at `span`.
fn respanned(tokens: &TokenStream, span: Span) -> TokenStream {
    let tokens = tokens.clone().into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), respanned(&group.stream(), span)));
        }
        token.set_span(span);
        token
    });
    tokens.collect()
}

#[cfg(test)]
mod tests {
    use super::{container, maybe_inner, mentions, without_self};
    use quote::{format_ident, quote, ToTokens};
    use syn::parse_quote;

    #[test]
    fn an_option_is_found_behind_any_path() {
        let inner = |ty| maybe_inner(&ty).map(|(_, inner)| inner.to_token_stream().to_string());
        assert_eq!(inner(parse_quote!(Option<u8>)).unwrap(), "u8");
        assert_eq!(inner(parse_quote!(::core::option::Option<u8>)).unwrap(), "u8");
        assert!(inner(parse_quote!(Result<u8, u8>)).is_none());
        assert!(inner(parse_quote!([Option<u8>; 2])).is_none());
    }

    #[test]
    fn a_container_is_found_behind_a_lock() {
        let name = |ty| container(&ty);
        assert_eq!(name(parse_quote!(std::sync::Arc<RwLock<Vec<u8>>>)), Some("Vec"));
        assert_eq!(name(parse_quote!([Vec<u8>; 2])), None);
    }

    #[test]
    fn a_name_is_found_in_groups() {
        let t = format_ident!("T");
        assert!(mentions(quote!([Vec<T>; 4]), &[&t]));
        assert!(!mentions(quote!([Vec<U>; 4]), &[&t]));
    }

    #[test]
    fn self_is_replaced_everywhere() {
        let replaced = without_self(quote!([u8; Self::N]), &quote!(Foo));
        assert_eq!(replaced.to_string(), quote!([u8; Foo::N]).to_string());
    }
}
