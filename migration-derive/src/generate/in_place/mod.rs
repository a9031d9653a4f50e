//! `VMState` of a struct that is loaded in place, by a table of its own fields.
//!
//! The `unsafe impl` holds: the entry is that of the struct's own description, or of its one field, and the runtime takes both
//! from the struct itself, each field of a type that is itself `VMState`. Its functions are those of the trait, not of the path.

mod check;
mod table;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::generics::Parameters;
use crate::model::InPlace;

/// Everything that the derive adds.
pub fn generate(in_place: &InPlace<'_>) -> TokenStream {
    let parameters = Parameters::in_place(&in_place.model);
    let table =
        if in_place.is_forwarded { forwarded(in_place, &parameters) } else { table::table(in_place, &parameters) };
    let start = start_value(in_place, &parameters);
    let allowed = in_place.uses_deprecated.then(|| quote_spanned!(Span::mixed_site()=> #[allow(deprecated)]));
    quote_spanned! {Span::mixed_site()=>
        #allowed
        const _: () = {
            #table
            #start
        };
    }
}

/// The entry of the one field is the struct's.
fn forwarded(in_place: &InPlace<'_>, parameters: &Parameters<'_>) -> TokenStream {
    let model = &in_place.model;
    let (ident, krate) = (model.ident, model.runtime(Span::mixed_site()));
    let generics = parameters.of_table();
    let (parameter_list, arguments, clause) = generics.split_for_impl();
    let field =
        quote_spanned!(Span::mixed_site()=> <Self as #krate::VMState>::RUNTIME.field::<Self, _>(|state| &state.0));
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        unsafe impl #parameter_list #krate::VMState for #ident #arguments #clause {
            const BASE: #krate::bindings::VMStateField = #field.entry();
            const EQUAL: ::core::option::Option<*const #krate::bindings::VMStateInfo> = #field.equal();
            const BOUNDED: #krate::vmstate::Bounded = #field.bounded();
            const IN_CELLS: ::core::primitive::bool = #field.is_in_cells();
            const FOLLOWS_POINTERS: ::core::primitive::bool = #field.follows_pointers();
            const RUNS_CODE: ::core::primitive::bool = #field.runs_code();
            const WIRE_LEN: #krate::vmstate::WireLen = #field.wire_len();
        }
    }
}

/// `Blank` wherever there is `Default`, so that the struct can be a shadow, or a part of one.
fn start_value(in_place: &InPlace<'_>, parameters: &Parameters<'_>) -> TokenStream {
    let model = &in_place.model;
    let (ident, krate) = (model.ident, model.runtime(Span::mixed_site()));
    let generics = parameters.of_blank();
    let (parameter_list, arguments, clause) = generics.split_for_impl();
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #parameter_list #krate::Blank for #ident #arguments #clause {
            fn blank() -> Self {
                ::core::default::Default::default()
            }
        }
    }
}
