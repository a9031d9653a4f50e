//! The syntax of an attribute: a list of keys, each alone, with `= value`, or with `(...)`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Ident, MacroDelimiter, Meta, MetaList, Token};

use super::keys::{Holder, Place};
use crate::errors::Errors;

/// One key of an attribute, with what the user gave it.
pub struct Item {
    pub key: Ident,
    pub value: Value,
}

/// What stands behind a key.
pub enum Value {
    Nothing,
    Assigned(Expr),
    Listed(TokenStream),
}

/// Every item of every attribute of the derive among `attributes`.
pub fn items(attributes: &[Attribute], place: Place, errors: &Errors) -> Vec<Item> {
    let mut items = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident(place.dialect.attribute) {
            if let Some(list) = list(attribute, place, errors) {
                items.extend(items_of(list, place, errors));
            }
        }
    }
    items
}

fn list<'a>(attribute: &'a Attribute, place: Place, errors: &Errors) -> Option<&'a MetaList> {
    let name = place.dialect.attribute;
    let write = || match place.holder {
        Holder::Struct => format!("write `#[{name}(name = \"...\")]`, or remove the attribute"),
        Holder::Enum => "remove the attribute".to_owned(),
        Holder::Field => format!("write `#[{name}(omit)]` or another key, or remove the attribute"),
    };
    match &attribute.meta {
        Meta::List(list) if !matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
            errors.on(&attribute.meta, format!("keys stand in parentheses: write `#[{name}(...)]`"));
            None
        }
        Meta::List(list) if list.tokens.is_empty() => {
            errors.on(&attribute.meta, format!("`{name}` without a key: {}", write()));
            None
        }
        Meta::List(list) => Some(list),
        Meta::Path(path) => {
            errors.on(path, format!("`{name}` without a key: {}", write()));
            None
        }
        Meta::NameValue(pair) => {
            errors.on(&pair.value, format!("keys stand in parentheses: write `#[{name}(key = value)]`"));
            None
        }
    }
}

fn items_of(list: &MetaList, place: Place, errors: &Errors) -> Vec<Item> {
    let parser = |input: ParseStream<'_>| {
        let mut items = Vec::new();
        while !input.is_empty() {
            match item(input, place) {
                Ok(item) => items.push(item),
                Err(error) => {
                    errors.push(error);
                    skip_item(input)?;
                }
            }
        }
        Ok(items)
    };
    parser.parse2(list.tokens.clone()).unwrap_or_else(|error| {
        errors.push(error);
        Vec::new()
    })
}

fn item(input: ParseStream<'_>, place: Place) -> syn::Result<Item> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error(format!("expected a key: one of {}", place.listed())));
    }
    let key = input.call(Ident::parse_any)?;
    let value = value(input, &key, place)?;
    if !input.is_empty() && !input.peek(Token![,]) {
        return Err(input.error(format!("expected `,` behind `{key}`")));
    }
    input.parse::<Option<Token![,]>>()?;
    Ok(Item { key, value })
}

fn value(input: ParseStream<'_>, key: &Ident, place: Place) -> syn::Result<Value> {
    if input.peek(Token![=]) {
        let equals: Token![=] = input.parse()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(syn::Error::new_spanned(
                equals,
                format!("expected a value: write `{}`", place.example(&key.to_string())),
            ));
        }
        return input.parse().map(Value::Assigned);
    }
    let group = input.step(|cursor| match cursor.token_tree() {
        Some((TokenTree::Group(group), rest)) if group.delimiter() != Delimiter::None => Ok((Some(group), rest)),
        _ => Ok((None, *cursor)),
    })?;
    match group {
        None => Ok(Value::Nothing),
        Some(group) if group.delimiter() == Delimiter::Parenthesis => Ok(Value::Listed(group.stream())),
        Some(group) => Err(syn::Error::new(group.span_open(), format!("expected `(...)` or `= ...` behind `{key}`"))),
    }
}

/// Leaves the item that could not be read, so that the next one still is.
fn skip_item(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() {
        if input.parse::<TokenTree>()?.to_string() == "," {
            break;
        }
    }
    Ok(())
}
