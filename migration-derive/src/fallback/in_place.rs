//! What stands in for the table of a struct in place.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::generics::Parameters;
use crate::model::Model;

/// A table that can be loaded in every way, which never is, as nothing is compiled to the end after an error. It can be a
/// device, too: the name may be what was misspelt.
pub fn stand_in(model: &Model<'_>) -> TokenStream {
    let (ident, krate) = (model.ident, model.runtime(Span::mixed_site()));
    let (parameters, arguments, clause) = model.generics.split_for_impl();
    let of_blank = Parameters::in_place(model).of_blank();
    let blank_clause = of_blank.split_for_impl().2;
    quote_spanned! {Span::mixed_site()=>
        const _: () = {
            #[automatically_derived]
            impl #parameters #krate::Describe for #ident #arguments #clause {
                const VMSD: #krate::VMStateDescription<Self> =
                    #krate::VMStateDescriptionBuilder::<Self>::new().name(c"none").build();
            }
            #[automatically_derived]
            unsafe impl #parameters #krate::VMState for #ident #arguments #clause {
                const BASE: #krate::bindings::VMStateField = <::core::primitive::u8 as #krate::VMState>::BASE;
                const IN_CELLS: ::core::primitive::bool = true;
                const FOLLOWS_POINTERS: ::core::primitive::bool = false;
                const RUNS_CODE: ::core::primitive::bool = false;
            }
            #[automatically_derived]
            impl #parameters #krate::Blank for #ident #arguments #blank_clause {
                fn blank() -> Self {
                    ::core::unreachable!()
                }
            }
        };
    }
}
