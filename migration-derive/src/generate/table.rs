//! The field table of the generated struct.

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{ExprRange, Member, RangeLimits};

use super::{c_string, tested};
use crate::generics::Parameters;
use crate::model::{Description, FieldPresence, MigratedField, Model, Subsection};
use crate::spans::at;
use crate::types::{in_cell, is_scalar};

/// `VMState`, and `Describe` if the user gave a name. Nothing where the table is written by hand.
pub fn table(model: &Model<'_>, parameters: &Parameters<'_>) -> Option<TokenStream> {
    let description = model.description.as_ref().filter(|_| !model.is_transparent)?;
    let shadow = &model.shadow;
    let krate = model.runtime(Span::mixed_site());
    let generics = parameters.of_table();
    let (parameter_list, arguments, clause) = generics.split_for_impl();
    let built = built(model, parameters, description);
    // Without a name of its own the table stands where nobody looks for devices.
    let (holder, name) = if description.is_named {
        (quote_spanned!(Span::mixed_site()=> #krate::Describe), quote_spanned!(Span::mixed_site()=> VMSD))
    } else {
        (quote_spanned!(Span::mixed_site()=> #krate::vmstate::Table), quote_spanned!(Span::mixed_site()=> TABLE))
    };
    let vmsd = quote_spanned!(Span::mixed_site()=> <Self as #holder>::#name);
    let runtime = quote_spanned!(Span::mixed_site()=> <Self as #krate::VMState>::RUNTIME);
    // The `unsafe impl` holds: the entry is that of this struct's own description, which `vmstate_of!` builds from its
    // fields, each of a type that is itself `VMState`. It is made by functions of the trait, not of the path.
    Some(quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #parameter_list #holder for #shadow #arguments #clause {
            const #name: #krate::VMStateDescription<Self> = #built;
        }
        #[automatically_derived]
        unsafe impl #parameter_list #krate::VMState for #shadow #arguments #clause {
            const BASE: #krate::bindings::VMStateField = #runtime.struct_entry::<Self>(const { &#vmsd });
            const WIRE_LEN: #krate::vmstate::WireLen = #runtime.table_of::<Self>(&#vmsd).wire_len();
        }
    })
}

fn built(model: &Model<'_>, parameters: &Parameters<'_>, description: &Description<'_>) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let name = c_string(&description.name);
    let (version_id, minimum_version_id) = (description.version_id, description.minimum_version_id);
    let priority = description.priority.map(|priority| {
        let priority = parameters.outside(priority);
        quote_spanned!(Span::mixed_site()=> .priority(#priority))
    });
    let fields = fields(model, parameters, None);
    let subsections = subsections(model, parameters, None);
    let pre_load = (!model.subsections.is_empty()).then(|| {
        let flags = model.subsections.iter().map(|subsection| &subsection.presence);
        quote_spanned! {Span::mixed_site()=>
            .pre_load(&|shadow: &Self| -> ::core::result::Result<(), #krate::InvalidError> {
                #(shadow.#flags.begin_load();)*
                ::core::result::Result::Ok(())
            })
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #krate::VMStateDescriptionBuilder::<Self>::new()
            .name(#name)
            .version_id(#version_id)
            .minimum_version_id(#minimum_version_id)
            #priority
            .fields(#fields)
            #pre_load
            #subsections
            .build()
    }
}

/// The subsections that are parts of the subsection `index`, or of the struct itself.
fn subsections(model: &Model<'_>, parameters: &Parameters<'_>, index: Option<usize>) -> Option<TokenStream> {
    let krate = model.runtime(Span::mixed_site());
    let built: Vec<TokenStream> = model
        .subsections_in(index)
        .map(|(index, subsection)| subsection_built(model, parameters, index, subsection))
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
    let presence = &subsection.presence;
    let fields = fields(model, parameters, Some(index));
    let parts = subsections(model, parameters, Some(index));
    // A reviewer of tables sees by this that there is no state without it.
    let needed = model.is_conditional(index).then(|| {
        quote_spanned!(Span::mixed_site()=> .needed(&|shadow: &Self| -> ::core::primitive::bool { shadow.#presence.get() }))
    });
    quote_spanned! {Span::mixed_site()=>
        #krate::VMStateDescriptionBuilder::<Self>::new()
            .name(#name)
            .version_id(1)
            .minimum_version_id(1)
            #needed
            .post_load(&|shadow: &Self, _: ::core::primitive::u8| -> ::core::result::Result<(), #krate::InvalidError> {
                shadow.#presence.arrived();
                ::core::result::Result::Ok(())
            })
            .fields(#fields)
            #parts
            .build()
    }
}

fn fields(model: &Model<'_>, parameters: &Parameters<'_>, subsection: Option<usize>) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let guards = guards(model, subsection);
    let fields = model.fields_in(subsection).map(|field| entry(model, parameters, field));
    quote_spanned!(Span::mixed_site()=> #krate::vmstate_fields! { @guards #guards; #(#fields),* })
}

/// How many fields have a check in front of them: a counted array does.
pub fn guards(model: &Model<'_>, subsection: Option<usize>) -> Literal {
    Literal::usize_unsuffixed(model.fields_in(subsection).filter(|field| field.count.is_some()).count())
}

/// The entry of a field that has bytes.
pub fn entry(model: &Model<'_>, parameters: &Parameters<'_>, field: &MigratedField<'_>) -> TokenStream {
    let place = &field.place;
    let span = at(field.wire_type().unwrap_or(field.ty).span());
    let krate = model.runtime(span);
    let count = field.count.as_ref().map(|counted| {
        let counting = &counted.place;
        let factor = counted.count.factor.as_ref().map(|factor| {
            let factor = parameters.outside(factor);
            quote_spanned!(span=> * #factor)
        });
        quote_spanned!(at(counted.count.field.span())=> [0 .. #counting #factor])
    });
    let exists = field.exists.map(|path| {
        let path = parameters.outside(path);
        let tested = tested(&path, &quote_spanned!(Span::mixed_site()=> Self));
        quote_spanned!(Span::mixed_site()=> , #tested)
    });
    let modifiers = modifiers(parameters, field);
    quote_spanned!(span=> #krate::vmstate_of!(Self, #place #count #exists) #modifiers)
}

/// What the entry says beyond the field's type.
fn modifiers(parameters: &Parameters<'_>, field: &MigratedField<'_>) -> TokenStream {
    let mut modifiers = TokenStream::new();
    let span = at(field.wire_type().unwrap_or(field.ty).span());
    // The macro calls the entry like the field, letter by letter.
    if place_name(&field.place) != field.wire_name {
        let name = c_string(&field.wire_name);
        modifiers.extend(quote_spanned!(span=> .with_name(#name)));
    }
    if let FieldPresence::Since(version) = field.presence {
        let version = i32::from(version);
        modifiers.extend(quote_spanned!(span=> .with_version_id(#version)));
    }
    if let Some(equal) = field.equal {
        let hint = equal.hint.map_or_else(
            || quote_spanned!(span=> ::core::option::Option::None),
            |hint| {
                let hint = c_string(&hint.value());
                quote_spanned!(span=> ::core::option::Option::Some(#hint))
            },
        );
        modifiers.extend(quote_spanned!(span=> .with_equal(#hint)));
    }
    if let Some(slice) = field.slice {
        modifiers.extend(sliced(parameters, slice));
    }
    // Whether it bounds a length, the type knows.
    let holder = if parameters.are_in_place() { Some(in_cell(field.ty)) } else { field.nested_type() };
    let may_be_list = field.range.filter(|_| field.count.is_none() && holder.is_some_and(|ty| !is_scalar(ty)));
    if let Some((end, limits)) = may_be_list.and_then(|range| Some((range.end.as_ref()?, &range.limits))) {
        let end = parameters.outside(end);
        let beyond = match limits {
            RangeLimits::HalfOpen(_) => quote_spanned!(at(end.span())=> - 1),
            RangeLimits::Closed(_) => TokenStream::new(),
        };
        modifiers.extend(quote_spanned!(at(end.span())=> .bounded_by((#end) as ::core::primitive::i128 #beyond)));
    }
    modifiers
}

fn place_name(place: &Member) -> String {
    match place {
        Member::Named(ident) => ident.to_string(),
        Member::Unnamed(position) => position.index.to_string(),
    }
}

fn sliced(parameters: &Parameters<'_>, slice: &ExprRange) -> TokenStream {
    let span = at(slice.span());
    let start = slice.start.as_ref().map_or_else(|| quote_spanned!(span=> 0), |start| parameters.outside(start));
    let end = match (&slice.end, &slice.limits) {
        (Some(end), RangeLimits::HalfOpen(_)) => parameters.outside(end),
        (Some(end), RangeLimits::Closed(_)) => {
            let end = parameters.outside(end);
            quote_spanned!(span=> (#end) + 1)
        }
        // The entry knows how many there are.
        (None, _) => quote_spanned!(span=> ::core::primitive::usize::MAX),
    };
    quote_spanned!(span=> .with_slice(#start, #end))
}
