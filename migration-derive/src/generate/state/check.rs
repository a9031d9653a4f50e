//! Whether the device can take a migrated state. Nothing is changed yet.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::{if_loaded, live, located, nested_version, taken_apart, unconvertible};
use crate::model::{Conversion, MigratedField, Model};
use crate::spans::at;

/// `None` where there is nothing to check.
pub fn method(model: &Model<'_>, migrated: &TokenStream) -> Option<TokenStream> {
    let krate = model.runtime(Span::mixed_site());
    let taken_apart = taken_apart(model, |field| checked(model, field).is_some());
    let fields: Vec<TokenStream> =
        model.fields.iter().filter_map(|field| Some(if_loaded(model, field, checked(model, field)?))).collect();
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

fn checked(model: &Model<'_>, field: &MigratedField<'_>) -> Option<TokenStream> {
    let (name, ty, local) = (field.ident, field.ty, live(field.ident));
    let span = at(ty.span());
    let krate = model.runtime(span);
    match field.conversion {
        Conversion::Nested => {
            let version = nested_version(model, ty);
            Some(located(
                field,
                &quote_spanned! {span=>
                    <#ty as #krate::ToMigrationState>::check_migrated_state(#local, &source.#name, #version)
                },
            ))
        }
        Conversion::Optional(inner) => {
            let version = nested_version(model, inner);
            Some(located(
                field,
                &quote_spanned! {span=>
                    <#inner as #krate::ToMigrationState>::check_migrated_state(
                        #local.as_ref().unwrap_or(&<#inner as ::core::default::Default>::default()),
                        &source.#name,
                        #version,
                    )
                },
            ))
        }
        Conversion::TryInto(target) => {
            let refused = unconvertible(model, field, ty, &quote_spanned!(span=> &source.#name));
            let span = at(target.span());
            Some(quote_spanned! {span=>
                let _: #ty = <#target as ::core::convert::TryInto<#ty>>::try_into(
                    <#target as ::core::clone::Clone>::clone(&source.#name),
                )
                .map_err(|_| #refused)?;
            })
        }
        Conversion::Cloned | Conversion::Into(_) => None,
    }
}
