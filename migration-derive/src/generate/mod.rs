//! Third stage: the code.
//!
//! The generated struct stands beside the user's. All else is in one `const _: () = { ... };`, where it adds no name to the
//! user's module. Names of our own locals have the macro's hygiene, so they never meet names in the user's expressions.

mod enumeration;
mod in_place;
mod shadow;
mod state;
mod table;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::generics::Parameters;
use crate::model::Model;
use crate::spans::at;

pub use enumeration::enumeration;
pub use in_place::generate as generate_in_place;
pub use shadow::definition;

/// Everything that the derive adds.
pub fn generate(model: &Model<'_>) -> TokenStream {
    let parameters = Parameters::new(model);
    let definition = definition(model, &parameters);
    // Another type has all that already.
    let own_type = !model.is_transparent;
    let start = own_type.then(|| shadow::start_value(model, &parameters));
    let debug = own_type.then(|| shadow::debug(model, &parameters));
    let table = table::table(model, &parameters);
    let state = state::state(model, &parameters);
    quote_spanned! {Span::mixed_site()=>
        #definition
        const _: () = {
            #start
            #debug
            #table
            #state
        };
    }
}

/// The local that holds the live field `ident`.
fn live(ident: &Ident) -> Ident {
    format_ident!("live_{}", ident.unraw(), span = at(ident.span()))
}

/// The test of a field as a closure: wherever it stands, a wrong signature is the same mistake, and told once.
fn tested(path: &TokenStream, state: &TokenStream) -> TokenStream {
    quote_spanned! {at(path.span())=>
        |state: &#state, version_id: ::core::primitive::u8| -> ::core::primitive::bool { #path(state, version_id) }
    }
}

fn c_string(text: &str) -> Literal {
    let text = std::ffi::CString::new(text).unwrap_or_default();
    Literal::c_string(&text)
}
