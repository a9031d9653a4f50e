//! `VMState` of a struct that is loaded in place, by a table of its own fields.
//!
//! The `unsafe impl` holds: the entry is that of the struct's own description, or of its one field, and the runtime's macros
//! and functions take both from the struct itself, each field of a type that is itself `VMState`.

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
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        unsafe impl #parameter_list #krate::VMState for #ident #arguments #clause {
            const BASE: #krate::bindings::VMStateField = #krate::vmstate::forwarded_entry(
                #krate::vmstate::offset_of!(Self, 0),
                #krate::vmstate::field_type::<Self, _>(|state| &state.0),
            );
            const EQUAL: ::core::option::Option<*const #krate::bindings::VMStateInfo> =
                #krate::call_func_with_field!(#krate::vmstate::equal, Self, 0);
            const BOUNDED: #krate::vmstate::Bounded = #krate::call_func_with_field!(#krate::vmstate::bounded, Self, 0);
            const IN_CELLS: ::core::primitive::bool =
                #krate::call_func_with_field!(#krate::vmstate::is_in_cells, Self, 0);
            const FOLLOWS_POINTERS: ::core::primitive::bool =
                #krate::call_func_with_field!(#krate::vmstate::follows_pointers, Self, 0);
            const RUNS_CODE: ::core::primitive::bool =
                #krate::call_func_with_field!(#krate::vmstate::runs_code, Self, 0);
            const WIRE_LEN: #krate::vmstate::WireLen = #krate::call_func_with_field!(#krate::vmstate::wire_len, Self, 0);
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
