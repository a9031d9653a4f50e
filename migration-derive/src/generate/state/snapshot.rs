//! From the device to its migrated state.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::convert::{self, Converted};
use super::{live, located, place, taken_apart};
use crate::model::{Conversion, MigratedField, Model};
use crate::spans::at;
use crate::types::{is_scalar_array, Maybe};

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
    let (ty, local) = (field.ty, live(field.ident));
    let span = at(ty.span());
    let krate = model.runtime(span);
    let whole = if model.is_transparent { quote_spanned!(span=> (*target)) } else { quote_spanned!(span=> target) };
    let target = place(model, field, &whole);
    match field.conversion {
        Conversion::Nested => located(
            field,
            &quote_spanned! {span=>
                <#ty as #krate::ToMigrationState>::snapshot_migration_state(#local, &mut #target)
            },
        ),
        Conversion::Counted(_) => {
            located(field, &quote_spanned!(span=> #krate::snapshot_elements(#local, &mut #target)))
        }
        Conversion::Optional(kind, inner) => {
            let presence = model.presence_of(field);
            let held = match kind {
                Maybe::Option => quote_spanned!(span=> #local.as_ref()),
                Maybe::OnceLock | Maybe::OnceCell => quote_spanned!(span=> #local.get()),
            };
            let snapshot = located(
                field,
                &quote_spanned! {span=>
                    <#inner as #krate::ToMigrationState>::snapshot_migration_state(value, &mut #target)
                },
            );
            quote_spanned! {span=>
                let held = #held;
                #whole.#presence.set(held.is_some());
                if let ::core::option::Option::Some(value) = held {
                    #snapshot
                }
            }
        }
        Conversion::Computed(wire, module) => {
            let span = at(module.span());
            let computed = located(field, &quote_spanned!(span=> get(self)));
            let snapshot = located(
                field,
                &quote_spanned! {span=>
                    <#wire as #krate::ToMigrationState>::snapshot_migration_state(&value, &mut #target)
                },
            );
            quote_spanned! {span=>
                // Nothing else reads a field that only keeps a place.
                let _ = #local;
                let get: fn(&Self) -> ::core::result::Result<#wire, #krate::InvalidError> = #module::get;
                let value = #computed
                #snapshot
            }
        }
        // An assignment makes a copy on the stack first, unless the compiler optimizes.
        Conversion::Cloned if is_scalar_array(ty) => {
            quote_spanned!(span=> <#ty as ::core::clone::Clone>::clone_from(&mut #target, #local);)
        }
        Conversion::Cloned => {
            quote_spanned!(span=> #target = <#ty as ::core::clone::Clone>::clone(#local);)
        }
        Conversion::Into(wire) | Conversion::TryInto(wire) => {
            let may_fail = matches!(field.conversion, Conversion::TryInto(_));
            let converted = Converted { from: ty, to: wire, may_fail, span: wire.span() };
            let local = quote_spanned!(span=> #local);
            let copy = quote_spanned!(at(wire.span())=> <#ty as ::core::clone::Clone>::clone(#local));
            convert::assignment(converted, &copy, &target)
                .unwrap_or_else(|| located(field, &convert::set(model, converted, &local, &target)))
        }
    }
}

/// Asks which subsections are there. That of an `Option` is known already.
fn flags(model: &Model<'_>) -> TokenStream {
    let asked = model.subsections.iter().enumerate().map(|(index, subsection)| {
        let presence = &subsection.presence;
        let needed = match subsection.needed {
            _ if model.knows_itself(index) => None,
            Some(path) => Some(quote_spanned! {Span::mixed_site()=> {
                let needed: fn(&Self) -> ::core::primitive::bool = #path;
                needed(self)
            }}),
            None => Some(quote_spanned!(Span::mixed_site()=> true)),
        };
        // A part goes with the whole.
        let whole = subsection.parent.map(|parent| &model.subsections[parent].presence);
        match (needed, whole) {
            (None, None) => TokenStream::new(),
            (None, Some(whole)) => quote_spanned! {Span::mixed_site()=>
                target.#presence.set(target.#whole.get() && target.#presence.get());
            },
            (Some(needed), None) => quote_spanned!(Span::mixed_site()=> target.#presence.set(#needed);),
            (Some(needed), Some(whole)) => quote_spanned! {Span::mixed_site()=>
                target.#presence.set(target.#whole.get() && #needed);
            },
        }
    });
    asked.collect()
}
