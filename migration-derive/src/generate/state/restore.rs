//! From a migrated state to the device.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::{if_loaded, live, located, nested_version, taken_apart};
use crate::model::{Conversion, MigratedField, Model};
use crate::spans::at;

pub fn method(model: &Model<'_>) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let taken_apart = taken_apart(model, |_| true);
    let fields = model.fields.iter().map(|field| {
        let statement = restored(model, field);
        // Without the subsection an `Option` becomes `None`, so it sees to that itself.
        if field.is_optional() {
            statement
        } else {
            if_loaded(model, field, statement)
        }
    });
    let absent = model.subsections.iter().filter_map(|subsection| {
        let (path, presence) = (subsection.absent?, &subsection.presence);
        Some(quote_spanned! {Span::mixed_site()=>
            if !source.#presence.get() {
                let absent: fn(&mut Self) = #path;
                absent(self);
            }
        })
    });
    let post_load = model.post_load.map(|path| {
        quote_spanned! {Span::mixed_site()=>
            let post_load: fn(&mut Self, ::core::primitive::u8) -> ::core::result::Result<(), #krate::InvalidError> = #path;
            post_load(self, version_id)?;
        }
    });
    quote_spanned! {Span::mixed_site()=>
        fn restore_migrated_state_mut(
            &mut self,
            source: Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), #krate::InvalidError> {
            #taken_apart
            #(#fields)*
            #(#absent)*
            #post_load
            ::core::result::Result::Ok(())
        }
    }
}

fn restored(model: &Model<'_>, field: &MigratedField<'_>) -> TokenStream {
    let (name, ty, local) = (field.ident, field.ty, live(field.ident));
    let span = at(ty.span());
    let krate = model.runtime(span);
    match field.conversion {
        Conversion::Nested => {
            let version = nested_version(model, ty);
            located(
                field,
                &quote_spanned! {span=>
                    <#ty as #krate::ToMigrationState>::restore_migrated_state_mut(#local, source.#name, #version)
                },
            )
        }
        Conversion::Optional(inner) => {
            let presence = model.presence_of(field);
            let version = nested_version(model, inner);
            let restore = located(
                field,
                &quote_spanned! {span=>
                    <#inner as #krate::ToMigrationState>::restore_migrated_state_mut(
                        #local.get_or_insert_with(|| <#inner as ::core::default::Default>::default()),
                        source.#name,
                        #version,
                    )
                },
            );
            quote_spanned! {span=>
                if source.#presence.get() {
                    #restore
                } else {
                    *#local = ::core::option::Option::None;
                }
            }
        }
        Conversion::Cloned => quote_spanned!(span=> *#local = source.#name;),
        Conversion::Into(target) => {
            let span = at(target.span());
            quote_spanned!(span=> *#local = <#target as ::core::convert::Into<#ty>>::into(source.#name);)
        }
        Conversion::TryInto(target) => {
            let wire = &field.wire_name;
            let span = at(target.span());
            quote_spanned! {span=>
                *#local = <#target as ::core::convert::TryInto<#ty>>::try_into(source.#name).map_err(|_| {
                    #krate::InvalidError::new("the received value does not convert into the device's").at(#wire)
                })?;
            }
        }
    }
}
