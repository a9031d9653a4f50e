//! The struct's own table.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::spanned::Spanned;

use super::check::check;
use crate::generate::{
    c_string,
    table::{entry, guards},
};
use crate::generics::Parameters;
use crate::model::{Description, InPlace, Model, Subsection};
use crate::spans::at;

/// `VMState`, and `Describe` if the user gave a name; else the table stands where nobody looks for devices.
pub fn table(in_place: &InPlace<'_>, parameters: &Parameters<'_>) -> TokenStream {
    let model = &in_place.model;
    let (ident, krate) = (model.ident, model.runtime(Span::mixed_site()));
    let generics = parameters.of_table();
    let (parameter_list, arguments, clause) = generics.split_for_impl();
    let description = model.description.as_ref();
    let built = description.map(|description| built(in_place, parameters, description));
    let (holder, name) = if description.is_some_and(|description| description.is_named) {
        (quote_spanned!(Span::mixed_site()=> #krate::Describe), quote_spanned!(Span::mixed_site()=> VMSD))
    } else {
        (quote_spanned!(Span::mixed_site()=> #krate::vmstate::Table), quote_spanned!(Span::mixed_site()=> TABLE))
    };
    let vmsd = quote_spanned!(Span::mixed_site()=> <Self as #holder>::#name);
    let runtime = quote_spanned!(Span::mixed_site()=> <Self as #krate::VMState>::RUNTIME);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #parameter_list #holder for #ident #arguments #clause {
            const #name: #krate::VMStateDescription<Self> = #built;
        }
        #[automatically_derived]
        unsafe impl #parameter_list #krate::VMState for #ident #arguments #clause {
            const BASE: #krate::bindings::VMStateField = #runtime.struct_entry::<Self>(const { &#vmsd });
            const IN_CELLS: ::core::primitive::bool = #runtime.table_of::<Self>(&#vmsd).is_in_cells();
            const FOLLOWS_POINTERS: ::core::primitive::bool =
                #runtime.table_of::<Self>(&#vmsd).follows_pointers();
            const RUNS_CODE: ::core::primitive::bool = #runtime.table_of::<Self>(&#vmsd).runs_code();
            const WIRE_LEN: #krate::vmstate::WireLen = #runtime.table_of::<Self>(&#vmsd).wire_len();
        }
    }
}

fn built(in_place: &InPlace<'_>, parameters: &Parameters<'_>, description: &Description<'_>) -> TokenStream {
    let krate = in_place.model.runtime(Span::mixed_site());
    let name = c_string(&description.name);
    let (version_id, minimum_version_id) = (description.version_id, description.minimum_version_id);
    let priority = description.priority.map(|priority| quote_spanned!(at(priority.span())=> .priority(#priority)));
    let switches = in_place.switches.iter().map(|method| format_ident!("{method}", span = Span::mixed_site()));
    let hooks = in_place.hooks.iter().map(|(method, path)| {
        let method = format_ident!("{method}", span = at(path.span()));
        quote_spanned!(at(path.span())=> .#method(&#path))
    });
    let fields = fields(&in_place.model, parameters, None);
    let by_hand = in_place.subsections.iter().map(|subsection| {
        let span = at(subsection.span());
        let krate = in_place.model.runtime(span);
        // A description of another struct is told at its place.
        quote_spanned!(span=> *#krate::vmstate::table_of::<Self>(&#subsection))
    });
    let subsections = subsections(&in_place.model, parameters, None, by_hand);
    quote_spanned! {Span::mixed_site()=>
        #krate::VMStateDescriptionBuilder::<Self>::new()
            .name(#name)
            .version_id(#version_id)
            .minimum_version_id(#minimum_version_id)
            #priority
            #(.#switches())*
            #(#hooks)*
            .fields(#fields)
            #subsections
            .build()
    }
}

/// The entries in wire order, each check behind its field.
fn fields(model: &Model<'_>, parameters: &Parameters<'_>, subsection: Option<usize>) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let guards = guards(model, subsection);
    let fields = model.fields_in(subsection);
    let entries = fields.flat_map(|field| [Some(entry(model, parameters, field)), check(model, field)]).flatten();
    quote_spanned!(Span::mixed_site()=> #krate::vmstate_fields! { @guards #guards; #(#entries),* })
}

/// The subsections that are parts of the subsection `index`, or of the struct itself; behind them those by hand.
fn subsections(
    model: &Model<'_>,
    parameters: &Parameters<'_>,
    index: Option<usize>,
    by_hand: impl Iterator<Item = TokenStream>,
) -> Option<TokenStream> {
    let krate = model.runtime(Span::mixed_site());
    let derived = model.subsections_in(index);
    let built: Vec<TokenStream> = derived
        .map(|(index, subsection)| subsection_built(model, parameters, index, subsection))
        .chain(by_hand)
        .collect();
    (!built.is_empty())
        .then(|| quote_spanned!(Span::mixed_site()=> .subsections(#krate::vmstate_subsections! { #(#built),* })))
}

/// A subsection's own description. Its version is 1, because a subsection that changes gets another name.
fn subsection_built(
    model: &Model<'_>,
    parameters: &Parameters<'_>,
    index: usize,
    subsection: &Subsection<'_>,
) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let name = c_string(&subsection.name);
    let needed = subsection.needed.map(|path| quote_spanned!(at(path.span())=> .needed(&#path)));
    let fields = fields(model, parameters, Some(index));
    let parts = subsections(model, parameters, Some(index), std::iter::empty());
    quote_spanned! {Span::mixed_site()=>
        #krate::VMStateDescriptionBuilder::<Self>::new()
            .name(#name)
            .version_id(1)
            .minimum_version_id(1)
            #needed
            .fields(#fields)
            #parts
            .build()
    }
}
