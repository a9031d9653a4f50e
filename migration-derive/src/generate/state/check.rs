//! Whether the device can take a migrated state. Nothing is changed yet.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::convert::{self, Converted};
use super::{if_loaded, live, located, nested_version, place, taken_apart};
use crate::model::{Conversion, MigratedField, Model};
use crate::spans::at;
use crate::types::Maybe;

/// `None` where there is nothing to check.
pub fn method(model: &Model<'_>, migrated: &TokenStream) -> Option<TokenStream> {
    let krate = model.runtime(Span::mixed_site());
    let taken_apart = taken_apart(model, |field| {
        !field.is_local
            && matches!(field.conversion, Conversion::Nested | Conversion::Counted(_) | Conversion::Optional(..))
    });
    let source = quote_spanned!(Span::mixed_site()=> source);
    let fields: Vec<TokenStream> = model
        .fields
        .iter()
        .filter(|field| !field.is_local)
        .filter_map(|field| {
            let checks = [bounded(model, field), counted(model, field), converted(model, field)];
            let checks: TokenStream = checks.into_iter().flatten().collect();
            (!checks.is_empty()).then(|| if_loaded(model, field, &source, checks))
        })
        .collect();
    let validate = model.validate.map(|path| {
        quote_spanned! {Span::mixed_site()=>
            let validate: fn(&Self, &#migrated, ::core::primitive::u8) -> ::core::result::Result<(), #krate::InvalidError> = #path;
            validate(self, source, version_id)?;
        }
    });
    if fields.is_empty() && validate.is_none() {
        return None;
    }
    Some(quote_spanned! {Span::mixed_site()=>
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), #krate::InvalidError> {
            #taken_apart
            #(#fields)*
            #validate
            ::core::result::Result::Ok(())
        }
    })
}

/// The field of the borrowed state.
fn source(model: &Model<'_>, field: &MigratedField<'_>) -> TokenStream {
    let whole = if model.is_transparent {
        quote_spanned!(Span::mixed_site()=> (*source))
    } else {
        quote_spanned!(Span::mixed_site()=> source)
    };
    place(model, field, &whole)
}

fn bounded(model: &Model<'_>, field: &MigratedField<'_>) -> Option<TokenStream> {
    let range = field.range?;
    let span = at(range.span());
    let (krate, source) = (model.runtime(span), source(model, field));
    Some(located(field, &quote_spanned!(span=> #krate::check_range(&#source, &(#range)))))
}

fn counted(model: &Model<'_>, field: &MigratedField<'_>) -> Option<TokenStream> {
    let count = field.count.as_ref()?.count;
    let counting = &count.field;
    let span = at(counting.span());
    let (krate, source) = (model.runtime(span), source(model, field));
    let number = quote_spanned!(span=> ::core::primitive::i128::from(source.#counting));
    // Without an operator, which some lints of users refuse.
    let number = match &count.factor {
        Some(factor) => quote_spanned! {span=>
            ::core::primitive::i128::saturating_mul(#number, (#factor) as ::core::primitive::i128)
        },
        None => number,
    };
    Some(located(
        field,
        &quote_spanned! {span=>
            #krate::check_counted(&#source, #number)
        },
    ))
}

fn converted(model: &Model<'_>, field: &MigratedField<'_>) -> Option<TokenStream> {
    let (ty, local) = (field.ty, live(field.ident));
    let span = at(ty.span());
    let krate = model.runtime(span);
    let source = source(model, field);
    match field.conversion {
        Conversion::Nested => {
            let version = nested_version(model, ty);
            Some(located(
                field,
                &quote_spanned! {span=>
                    <#ty as #krate::ToMigrationState>::check_migrated_state(#local, &#source, #version)
                },
            ))
        }
        Conversion::Counted(inner) => {
            let version = nested_version(model, inner);
            Some(located(field, &quote_spanned!(span=> #krate::check_elements(#local, &#source, #version))))
        }
        Conversion::Optional(kind, inner) => {
            let version = nested_version(model, inner);
            let held = match kind {
                Maybe::Option => quote_spanned!(span=> #local.as_ref()),
                Maybe::OnceLock | Maybe::OnceCell => quote_spanned!(span=> #local.get()),
            };
            Some(located(
                field,
                &quote_spanned! {span=>
                    <#inner as #krate::ToMigrationState>::check_migrated_state(
                        #held.unwrap_or(&<#inner as ::core::default::Default>::default()),
                        &#source,
                        #version,
                    )
                },
            ))
        }
        Conversion::TryInto(wire) => {
            let converted = Converted { from: wire, to: ty, may_fail: true, span: wire.span() };
            Some(located(field, &convert::check(model, converted, &quote_spanned!(span=> &#source))))
        }
        // What the functions of the module say is known when they are called.
        Conversion::Computed(..) | Conversion::Cloned | Conversion::Into(_) => None,
    }
}
