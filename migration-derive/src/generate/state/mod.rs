//! `ToMigrationState` of the user's struct.

mod check;
mod conduct;
mod convert;
mod restore;
mod snapshot;

use proc_macro2::{Span, TokenStream};
use quote::{quote_spanned, ToTokens};
use syn::spanned::Spanned;
use syn::ExprPath;

use super::{live, tested};
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
    let conduct = conduct::constant(model);
    let check = check::method(model, &migrated);
    let restore = restore::method(model);
    // The warning is for who uses the struct, and not for its own impl.
    let allowed = model.is_deprecated.then(|| quote_spanned!(Span::mixed_site()=> #[allow(deprecated)]));
    quote_spanned! {Span::mixed_site()=>
        #allowed
        #[automatically_derived]
        impl #parameter_list #krate::ToMigrationState for #ident #arguments #clause {
            type Migrated = #migrated;
            #conduct
            #snapshot
            #check
            #restore
        }
    }
}

/// Takes `self` apart with a name for each field that is used. Exhaustive, so that no field is forgotten.
fn taken_apart(model: &Model<'_>, is_used: impl Fn(&MigratedField<'_>) -> bool) -> TokenStream {
    let fields = model.fields.iter().map(|field| {
        let (member, local) = (field.member, live(field.ident));
        let span = at(field.ident.span());
        if is_used(field) {
            quote_spanned!(span=> #member: #local)
        } else {
            quote_spanned!(span=> #member: _)
        }
    });
    let omitted = &model.omitted;
    quote_spanned!(Span::mixed_site()=> let Self { #(#fields,)* #(#omitted: _,)* } = self;)
}

/// The field of the migrated state `whole`.
fn place(model: &Model<'_>, field: &MigratedField<'_>, whole: &TokenStream) -> TokenStream {
    let name = field.ident;
    if model.is_transparent {
        whole.clone()
    } else {
        quote_spanned!(at(field.ty.span())=> #whole.#name)
    }
}

/// Ends the function with an error of `result`, with the field's name in front.
fn located(field: &MigratedField<'_>, result: &TokenStream) -> TokenStream {
    let name = &field.wire_name;
    quote_spanned!(at(field.ty.span())=> #result.map_err(|error| error.at(#name))?;)
}

/// Runs `statement` only if the field was in the stream. `source` borrows the migrated state.
fn if_loaded(
    model: &Model<'_>,
    field: &MigratedField<'_>,
    source: &TokenStream,
    statement: TokenStream,
) -> TokenStream {
    let mut conditions = Vec::new();
    if let FieldPresence::Since(version) = field.presence {
        conditions.push(quote_spanned!(Span::mixed_site()=> version_id >= #version));
    }
    if let Some(presence) = model.presence_of(field) {
        conditions.push(quote_spanned!(Span::mixed_site()=> source.#presence.get()));
    }
    if let Some(exists) = field.exists {
        let version = tested_version(field);
        let tested = asked(exists);
        conditions.push(quote_spanned!(Span::mixed_site()=> (#tested)(#source, #version)));
    }
    if conditions.is_empty() {
        return statement;
    }
    quote_spanned!(Span::mixed_site()=> if #(#conditions)&&* { #statement })
}

/// The test of a field, for the migrated state.
fn asked(path: &ExprPath) -> TokenStream {
    tested(&path.to_token_stream(), &quote_spanned!(Span::mixed_site()=> Self::Migrated))
}

/// The version that the field's test is asked with: that of the subsection, which is 1, or the struct's.
fn tested_version(field: &MigratedField<'_>) -> TokenStream {
    if field.subsection().is_some() {
        quote_spanned!(Span::mixed_site()=> 1)
    } else {
        quote_spanned!(Span::mixed_site()=> version_id)
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
