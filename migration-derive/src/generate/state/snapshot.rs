//! From the device to its migrated state.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::{live, located, taken_apart, unconvertible};
use crate::model::{Conversion, MigratedField, Model};
use crate::spans::at;

pub fn method(model: &Model<'_>) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let taken_apart = taken_apart(model, |_| true);
    let fields = model.fields.iter().map(|field| taken(model, field));
    let flags = flags(model);
    quote_spanned! {Span::mixed_site()=>
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), #krate::InvalidError> {
            #taken_apart
            #(#fields)*
            #flags
            ::core::result::Result::Ok(())
        }
    }
}

fn taken(model: &Model<'_>, field: &MigratedField<'_>) -> TokenStream {
    let (name, ty, local) = (field.ident, field.ty, live(field.ident));
    let span = at(ty.span());
    let krate = model.runtime(span);
    let copy = quote_spanned!(span=> <#ty as ::core::clone::Clone>::clone(#local));
    match field.conversion {
        Conversion::Nested => located(
            field,
            &quote_spanned! {span=>
                <#ty as #krate::ToMigrationState>::snapshot_migration_state(#local, &mut target.#name)
            },
        ),
        Conversion::Optional(inner) => {
            let presence = model.presence_of(field);
            let snapshot = located(
                field,
                &quote_spanned! {span=>
                    <#inner as #krate::ToMigrationState>::snapshot_migration_state(value, &mut target.#name)
                },
            );
            quote_spanned! {span=>
                target.#presence.set(#local.is_some());
                if let ::core::option::Option::Some(value) = #local {
                    #snapshot
                }
            }
        }
        Conversion::Cloned => quote_spanned!(span=> target.#name = #copy;),
        Conversion::Into(target) => quote_spanned! {span=>
            target.#name = <#ty as ::core::convert::Into<#target>>::into(#copy);
        },
        Conversion::TryInto(target) => {
            let refused = unconvertible(model, field, target, &quote_spanned!(span=> #local));
            quote_spanned! {span=>
                target.#name = <#ty as ::core::convert::TryInto<#target>>::try_into(#copy).map_err(|_| #refused)?;
            }
        }
    }
}

/// Asks which subsections are there. That of an `Option` is known already.
fn flags(model: &Model<'_>) -> TokenStream {
    model
        .subsections
        .iter()
        .enumerate()
        .filter(|(index, _)| !model.fields_in(Some(*index)).any(MigratedField::is_optional))
        .map(|(_, subsection)| {
            let presence = &subsection.presence;
            let Some(path) = subsection.needed else {
                return quote_spanned!(Span::mixed_site()=> target.#presence.set(true););
            };
            quote_spanned! {Span::mixed_site()=>
                let needed: fn(&Self) -> ::core::primitive::bool = #path;
                target.#presence.set(needed(self));
            }
        })
        .collect()
}
