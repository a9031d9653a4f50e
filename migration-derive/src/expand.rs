//! The stages of the derive, one after the other.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::DeriveInput;

use crate::check::check;
use crate::errors::Errors;
use crate::fallback::stand_in;
use crate::generate::generate;
use crate::model::Model;
use crate::parse::Container;

/// What the derive adds to `input`: its code, or every error and something to stand in for the code.
pub fn expand(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let container = Container::read(&input, &errors);
    check(&container, &errors);
    let model = Model::new(&container);
    match errors.finish() {
        Ok(()) => generate(&model),
        Err(errors) => {
            let errors = errors.into_compile_error();
            let stand_in = stand_in(&input, model);
            quote_spanned!(Span::mixed_site()=> #errors #stand_in)
        }
    }
}
