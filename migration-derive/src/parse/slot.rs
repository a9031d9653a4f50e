//! The place that keeps what one key said.

use quote::ToTokens;
use syn::Ident;

use super::items::{Item, Value};
use super::keys::Place;
use crate::errors::Errors;

/// What one key said, if it was there.
///
/// The key is kept even when its value was no good, so that rules between keys still see it.
pub struct Slot<T> {
    key: Option<Ident>,
    value: Option<T>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { key: None, value: None }
    }
}

impl<T> Slot<T> {
    /// Reads `item` with `read`, unless the same key was there before.
    pub fn fill(
        &mut self,
        item: Item,
        place: Place,
        errors: &Errors,
        read: impl FnOnce(&Value) -> Result<T, Mismatch>,
    ) {
        let Item { key, value } = item;
        if self.key.is_some() {
            errors.on(&key, format!("`{key}` is given twice: keep one of the two"));
            return;
        }
        let name = key.to_string();
        match read(&value) {
            Ok(value) => self.value = Some(value),
            Err(Mismatch(expected)) => errors.on(
                match value {
                    Value::Assigned(value) => value.to_token_stream(),
                    Value::Listed(tokens) if !tokens.is_empty() => tokens,
                    _ => key.to_token_stream(),
                },
                format!("`{name}` takes {expected}: write `{}`", place.example(&name)),
            ),
        }
        self.key = Some(key);
    }

    /// The key's token, if the key was there.
    pub fn key(&self) -> Option<&Ident> {
        self.key.as_ref()
    }

    /// The value, if the key was there and its value was good.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    pub fn is_set(&self) -> bool {
        self.key.is_some()
    }
}

/// The kind of value that belongs there instead.
pub struct Mismatch(pub &'static str);
