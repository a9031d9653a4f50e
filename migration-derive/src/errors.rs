//! Collects every error of one derive, so that the user sees them all at once.

use std::cell::RefCell;
use std::fmt::Display;
use std::thread;

use quote::ToTokens;

/// The errors found so far.
///
/// [`Errors::finish`] must be called: a collector that is dropped with its errors unread would lose them, and panics.
pub struct Errors {
    found: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    pub fn new() -> Self {
        Self { found: RefCell::new(Some(Vec::new())) }
    }

    /// Notes an error on `tokens`.
    pub fn on(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Notes an error that a parser has made.
    pub fn push(&self, error: syn::Error) {
        if let Some(found) = self.found.borrow_mut().as_mut() {
            found.push(error);
        }
    }

    /// Ends the collection. All errors together, if there are any.
    pub fn finish(self) -> syn::Result<()> {
        let found = self.found.borrow_mut().take().unwrap_or_default();
        let combined = found.into_iter().reduce(|mut all, next| {
            all.combine(next);
            all
        });
        combined.map_or(Ok(()), Err)
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(thread::panicking() || self.found.borrow().is_none(), "the collected errors were never read");
    }
}

#[cfg(test)]
mod tests {
    use super::Errors;
    use proc_macro2::Span;

    #[test]
    fn every_error_is_kept_in_order() {
        let errors = Errors::new();
        errors.push(syn::Error::new(Span::call_site(), "first"));
        errors.push(syn::Error::new(Span::call_site(), "second"));
        let messages: Vec<String> = errors.finish().unwrap_err().into_iter().map(|error| error.to_string()).collect();
        assert_eq!(messages, ["first", "second"]);
    }

    #[test]
    #[should_panic(expected = "never read")]
    fn dropping_unread_errors_panics() {
        drop(Errors::new());
    }
}
