//! `ToMigrationState` of the user's struct.

mod check;
mod restore;
mod snapshot;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::live;
use crate::generics::Parameters;
use crate::model::{FieldPresence, MigratedField, Model};
use crate::spans::at;

pub fn state(model: &Model<'_>, parameters: &Parameters<'_>) -> TokenStream {
    let Model { ident, shadow, .. } = model;
    let krate = model.runtime(Span::mixed_site());
    let generics = parameters.of_live();
    let (parameter_list, arguments, clause) = generics.split_for_impl();
    let shadow_generics = parameters.of_shadow();
    let shadow_arguments = shadow_generics.split_for_impl().1;
    let migrated = quote_spanned!(Span::mixed_site()=> #shadow #shadow_arguments);
    let snapshot = snapshot::method(model);
    let check = check::method(model, &migrated);
    let restore = restore::method(model);
    let mark = mark_all_present(model);
    // The warning is for who uses the struct, and not for its own impl.
    let allowed = model.is_deprecated.then(|| quote_spanned!(Span::mixed_site()=> #[allow(deprecated)]));
    quote_spanned! {Span::mixed_site()=>
        #allowed
        #[automatically_derived]
        impl #parameter_list #krate::ToMigrationState for #ident #arguments #clause {
            type Migrated = #migrated;
            #snapshot
            #check
            #restore
            #mark
        }
    }
}

/// Takes `self` apart with a name for each field that is used. Exhaustive, so that no field is forgotten.
fn taken_apart(model: &Model<'_>, is_used: impl Fn(&MigratedField<'_>) -> bool) -> TokenStream {
    let fields = model.fields.iter().map(|field| {
        let (name, local) = (field.ident, live(field.ident));
        if is_used(field) {
            quote_spanned!(at(name.span())=> #name: #local)
        } else {
            quote_spanned!(at(name.span())=> #name: _)
        }
    });
    let omitted = &model.omitted;
    quote_spanned!(Span::mixed_site()=> let Self { #(#fields,)* #(#omitted: _,)* } = self;)
}

/// Puts the field's name in front of an error of `result`.
fn located(field: &MigratedField<'_>, result: &TokenStream) -> TokenStream {
    let name = &field.wire_name;
    quote_spanned!(at(field.ty.span())=> #result.map_err(|error| error.at(#name))?;)
}

/// The error of a value that does not convert into `wanted`, with the value where it can be shown.
fn unconvertible(model: &Model<'_>, field: &MigratedField<'_>, wanted: &syn::Type, found: &TokenStream) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let wanted = quote::ToTokens::to_token_stream(wanted).to_string().replace(' ', "");
    let wire = &field.wire_name;
    quote_spanned! {Span::mixed_site()=>
        {
            #[allow(unused_imports)]
            use #krate::{ShownByDebug as _, ShownByName as _};
            #krate::unconvertible(#wanted, &(&#krate::Shown(#found)).text()).at(#wire)
        }
    }
}

/// Runs `statement` only if the field was in the stream.
fn if_loaded(model: &Model<'_>, field: &MigratedField<'_>, statement: TokenStream) -> TokenStream {
    match (field.presence, model.presence_of(field)) {
        (FieldPresence::Since(version), _) => {
            quote_spanned!(Span::mixed_site()=> if version_id >= #version { #statement })
        }
        (_, Some(presence)) => {
            quote_spanned!(Span::mixed_site()=> if source.#presence.get() { #statement })
        }
        (_, None) => statement,
    }
}

/// The version at which the nested type `ty` decodes.
fn nested_version(model: &Model<'_>, ty: &syn::Type) -> TokenStream {
    let span = at(ty.span());
    let krate = model.runtime(span);
    quote_spanned! {span=>
        #krate::nested_version_id::<<#ty as #krate::ToMigrationState>::Migrated>(version_id)
    }
}

fn mark_all_present(model: &Model<'_>) -> Option<TokenStream> {
    let nested: Vec<TokenStream> = model
        .fields
        .iter()
        .filter_map(|field| {
            let (ty, name) = (field.nested_type()?, field.ident);
            let span = at(ty.span());
            let krate = model.runtime(span);
            Some(quote_spanned! {span=>
                <#ty as #krate::ToMigrationState>::mark_all_present(&mut migrated.#name);
            })
        })
        .collect();
    let flags: Vec<TokenStream> = model
        .subsections
        .iter()
        .enumerate()
        // An `Option` that was `None` is put back to `None`.
        .filter(|(index, _)| !model.fields_in(Some(*index)).any(MigratedField::is_optional))
        .map(|(_, subsection)| {
            let presence = &subsection.presence;
            quote_spanned!(Span::mixed_site()=> migrated.#presence.set(true);)
        })
        .collect();
    (!nested.is_empty() || !flags.is_empty()).then(|| {
        quote_spanned! {Span::mixed_site()=>
            fn mark_all_present(migrated: &mut Self::Migrated) {
                #(#nested)*
                #(#flags)*
            }
        }
    })
}
