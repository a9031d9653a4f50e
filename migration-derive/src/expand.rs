//! The stages of each derive, one after the other.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Data, DeriveInput};

use crate::check::{check, check_in_place};
use crate::errors::Errors;
use crate::fallback::{enumeration_stand_in, in_place_stand_in, stand_in};
use crate::generate::{enumeration, generate, generate_in_place};
use crate::model::{InPlace, Model};
use crate::parse::{Container, Enumeration, IN_PLACE, SHADOWED};

/// What `ToMigrationState` adds to `input`: its code, or every error and something to stand in for the code.
pub fn expand(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    if let Data::Enum(data) = &input.data {
        let read = Enumeration::read(&input, data, &errors);
        let implementation = enumeration(&read);
        return match errors.finish() {
            Ok(()) => implementation,
            Err(errors) => {
                let errors = errors.into_compile_error();
                let stand_in = enumeration_stand_in(&input, &read);
                quote_spanned!(Span::mixed_site()=> #errors #stand_in)
            }
        };
    }
    shadowed(&input, errors)
}

fn shadowed(input: &DeriveInput, errors: Errors) -> TokenStream {
    let container = Container::read(&SHADOWED, input, &errors);
    check(&container, &errors);
    let model = Model::new(&container);
    match errors.finish() {
        Ok(()) => generate(&model),
        Err(errors) => {
            let errors = errors.into_compile_error();
            let stand_in = stand_in(input, model);
            quote_spanned!(Span::mixed_site()=> #errors #stand_in)
        }
    }
}

/// What `VMState` adds to `input`: its code, or every error and something to stand in for the code.
pub fn expand_in_place(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let container = Container::read(&IN_PLACE, &input, &errors);
    check_in_place(&container, &errors);
    let in_place = InPlace::new(&container);
    match errors.finish() {
        Ok(()) => generate_in_place(&in_place),
        Err(errors) => {
            let errors = errors.into_compile_error();
            let stand_in = in_place_stand_in(&in_place.model);
            quote_spanned!(Span::mixed_site()=> #errors #stand_in)
        }
    }
}
