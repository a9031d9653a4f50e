//! From a migrated state to the device.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::convert::{self, Converted};
use super::{live, nested_version, place, taken_apart, tested_version};
use crate::model::{Conversion, FieldPresence, MigratedField, Model};
use crate::spans::at;
use crate::types::{converting, is_scalar, is_scalar_array, Maybe};

pub fn method(model: &Model<'_>) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let taken_apart =
        taken_apart(model, |field| !field.is_local && !matches!(field.conversion, Conversion::Computed(..)));
    let asked = model.fields.iter().filter_map(asked);
    let (computed, plain): (Vec<_>, Vec<_>) = model
        .fields
        .iter()
        .filter(|field| !field.is_local)
        .partition(|field| matches!(field.conversion, Conversion::Computed(..)));
    // Those look at the whole device, so they come when the rest of it is there.
    let fields = plain.into_iter().chain(computed).map(|field| {
        let statement = restored(model, field);
        // Without the subsection an `Option` becomes `None`, so it sees to that itself.
        if field.is_optional() {
            statement
        } else {
            if_there(model, field, statement)
        }
    });
    let absent = model.subsections.iter().filter_map(|subsection| {
        let (path, presence) = (subsection.absent?, &subsection.presence);
        Some(quote_spanned! {Span::mixed_site()=>
            if !restoring.is_put_back() && !source.#presence.get() {
                let absent: fn(&mut Self) = #path;
                absent(self);
            }
        })
    });
    let finish = if let Some(path) = model.post_load {
        quote_spanned! {Span::mixed_site()=>
            let post_load: fn(&mut Self, ::core::primitive::u8) -> ::core::result::Result<(), #krate::InvalidError> = #path;
            restoring.finish_with(self, version_id, post_load)
        }
    } else {
        quote_spanned!(Span::mixed_site()=> restoring.finish())
    };
    let can_fail = |field: &MigratedField<'_>| match field.conversion {
        Conversion::Cloned => false,
        Conversion::Into(wire) => !std::ptr::eq(converting(field.ty, wire).0, field.ty),
        _ => true,
    };
    // Nothing else ever changes it.
    let mutable = model
        .fields
        .iter()
        .any(|field| !field.is_local && can_fail(field))
        .then(|| quote_spanned!(Span::mixed_site()=> mut));
    quote_spanned! {Span::mixed_site()=>
        fn restore_migrated_state_mut(
            &mut self,
            mut source: Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), #krate::InvalidError> {
            #krate::ToMigrationState::restore_from(self, &mut source, version_id)
        }
        fn restore_from(
            &mut self,
            source: &mut Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), #krate::InvalidError> {
            let #mutable restoring = #krate::Restoring::new();
            #(#asked)*
            #taken_apart
            #(#fields)*
            #(#absent)*
            #finish
        }
    }
}

fn exists(field: &MigratedField<'_>) -> Ident {
    format_ident!("exists_{}", field.ident.unraw(), span = at(field.ident.span()))
}

/// The test looks at the whole state, so it is asked before that is taken apart.
fn asked(field: &MigratedField<'_>) -> Option<TokenStream> {
    let (path, answer) = (field.exists?, exists(field));
    let version = tested_version(field);
    let tested = super::asked(path);
    Some(quote_spanned!(Span::mixed_site()=> let #answer = (#tested)(source, #version);))
}

/// Runs `statement` only if the field was in the stream, or the device's own earlier state is put back.
fn if_there(model: &Model<'_>, field: &MigratedField<'_>, statement: TokenStream) -> TokenStream {
    let mut conditions = Vec::new();
    if let FieldPresence::Since(version) = field.presence {
        conditions.push(quote_spanned!(Span::mixed_site()=> version_id >= #version));
    }
    if let Some(presence) = model.presence_of(field) {
        conditions.push(quote_spanned!(Span::mixed_site()=> source.#presence.get()));
    }
    if field.exists.is_some() {
        let answer = exists(field);
        conditions.push(quote_spanned!(Span::mixed_site()=> #answer));
    }
    match conditions.as_slice() {
        [] => statement,
        [one] => quote_spanned!(Span::mixed_site()=> if restoring.is_put_back() || #one { #statement }),
        all => quote_spanned!(Span::mixed_site()=> if restoring.is_put_back() || (#(#all)&&*) { #statement }),
    }
}

/// Goes on, or ends the function, after restoring the field.
fn noted(field: &MigratedField<'_>, result: &TokenStream) -> TokenStream {
    let name = &field.wire_name;
    quote_spanned!(at(field.ty.span())=> restoring.field(#name, #result)?;)
}

/// The field of the migrated state, which is behind a reference.
fn source(model: &Model<'_>, field: &MigratedField<'_>) -> TokenStream {
    let span = at(field.ty.span());
    let whole = if model.is_transparent { quote_spanned!(span=> *source) } else { quote_spanned!(span=> source) };
    place(model, field, &whole)
}

/// The value in `place`, which need not stay there.
fn taken(model: &Model<'_>, ty: &syn::Type, place: &TokenStream) -> TokenStream {
    if is_scalar(ty) {
        return place.clone();
    }
    let span = at(ty.span());
    let krate = model.runtime(span);
    quote_spanned!(span=> #krate::taken(&mut #place))
}

fn restored(model: &Model<'_>, field: &MigratedField<'_>) -> TokenStream {
    let (ty, local) = (field.ty, live(field.ident));
    let span = at(ty.span());
    let krate = model.runtime(span);
    let source = source(model, field);
    match field.conversion {
        Conversion::Nested => {
            let version = nested_version(model, ty);
            noted(
                field,
                &quote_spanned! {span=>
                    <#ty as #krate::ToMigrationState>::restore_from(#local, &mut #source, #version)
                },
            )
        }
        Conversion::Counted(inner) => {
            let version = nested_version(model, inner);
            noted(field, &quote_spanned!(span=> #krate::restore_elements(#local, &mut #source, #version)))
        }
        Conversion::Optional(kind, inner) => optional(model, field, kind, inner),
        Conversion::Computed(wire, module) => {
            let span = at(module.span());
            let version = nested_version(model, wire);
            noted(
                field,
                &quote_spanned! {span=> {
                    let get: fn(&Self) -> ::core::result::Result<#wire, #krate::InvalidError> = #module::get;
                    let set: fn(&mut Self, #wire) -> ::core::result::Result<(), #krate::InvalidError> = #module::set;
                    get(self).and_then(|mut value| {
                        <#wire as #krate::ToMigrationState>::restore_from(&mut value, &mut #source, #version)?;
                        set(self, value)
                    })
                }},
            )
        }
        // An assignment makes a copy on the stack first, unless the compiler optimizes.
        Conversion::Cloned if is_scalar_array(ty) => {
            quote_spanned!(span=> <#ty as ::core::clone::Clone>::clone_from(#local, &#source);)
        }
        Conversion::Cloned => {
            let taken = taken(model, ty, &source);
            quote_spanned!(span=> *#local = #taken;)
        }
        Conversion::Into(wire) | Conversion::TryInto(wire) => {
            let may_fail = matches!(field.conversion, Conversion::TryInto(_));
            let converted = Converted { from: wire, to: ty, may_fail, span: wire.span() };
            let place = quote_spanned!(span=> *#local);
            convert::assignment(converted, &taken(model, wire, &source), &place).unwrap_or_else(|| {
                let source = quote_spanned!(span=> &#source);
                noted(field, &convert::set(model, converted, &source, &place))
            })
        }
    }
}

fn optional(model: &Model<'_>, field: &MigratedField<'_>, kind: Maybe, inner: &syn::Type) -> TokenStream {
    let (ty, local) = (field.ty, live(field.ident));
    let span = at(ty.span());
    let krate = model.runtime(span);
    let presence = model.presence_of(field);
    let source = source(model, field);
    let version = nested_version(model, inner);
    let blank = quote_spanned!(span=> <#inner as ::core::default::Default>::default());
    let restore = |value: TokenStream| {
        quote_spanned! {span=>
            <#inner as #krate::ToMigrationState>::restore_from(#value, &mut #source, #version)
        }
    };
    let restore = match kind {
        Maybe::Option => noted(field, &restore(quote_spanned!(span=> #local.get_or_insert_with(|| #blank)))),
        Maybe::OnceLock | Maybe::OnceCell => {
            let noted = noted(field, &restore(quote_spanned!(span=> value)));
            quote_spanned! {span=>
                if #local.get_mut().is_none() {
                    // It was empty just now.
                    let _ = #local.set(#blank);
                }
                if let ::core::option::Option::Some(value) = #local.get_mut() {
                    #noted
                }
            }
        }
    };
    quote_spanned! {span=>
        if source.#presence.get() {
            #krate::refilled(#local);
            #restore
        } else {
            #krate::emptied(#local);
        }
    }
}
