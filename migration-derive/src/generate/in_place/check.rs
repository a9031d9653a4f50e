//! What must hold of a field that was loaded.

use proc_macro2::TokenStream;
use quote::{quote_spanned, ToTokens};
use syn::spanned::Spanned;

use crate::generate::c_string;
use crate::model::{FieldPresence, MigratedField, Model};
use crate::spans::at;

/// An entry without bytes that refuses a value outside of the field's `range`. It is asked only where the field is there.
pub fn check(model: &Model<'_>, field: &MigratedField<'_>) -> Option<TokenStream> {
    let range = field.range?;
    let span = at(range.span());
    let krate = model.runtime(span);
    let (place, wire_name) = (&field.place, &field.wire_name);
    let name = c_string(&format!("{wire_name} in {}", written(range)));
    let checked = quote_spanned! {span=>
        #krate::check_range(&state.#place, &(#range)).map_err(|error| error.at(#wire_name))
    };
    let is_there = match (field.exists, field.presence) {
        (Some(path), _) => Some(quote_spanned!(at(path.span())=> #path(state, version_id))),
        (None, FieldPresence::Since(version)) => Some(quote_spanned!(span=> version_id >= #version)),
        (None, _) => None,
    };
    let (version, body) = match is_there {
        None => (quote_spanned!(span=> _), checked),
        Some(is_there) => (
            quote_spanned!(span=> version_id),
            quote_spanned!(span=> if #is_there { #checked } else { ::core::result::Result::Ok(()) }),
        ),
    };
    Some(quote_spanned! {span=>
        #krate::Field::<Self>::check(
            #name,
            &|state: &Self, #version: ::core::primitive::u8| -> ::core::result::Result<(), #krate::InvalidError> { #body },
        )
    })
}

/// The range as a user would write it.
fn written(range: impl ToTokens) -> String {
    let text = range.to_token_stream().to_string();
    ["..=", ".."].into_iter().fold(text, |text, dots| {
        text.replace(&format!(" {dots} "), dots).replace(&format!(" {dots}"), dots).replace(&format!("{dots} "), dots)
    })
}
