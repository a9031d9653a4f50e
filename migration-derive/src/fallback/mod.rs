//! After an error: impls that stand in for the generated ones, so that one mistake gives one message.

mod in_place;

use proc_macro2::{Span, TokenStream};
use quote::{quote_spanned, ToTokens};
use syn::{Data, DeriveInput, GenericParam, Generics, Ident};

use crate::check::{has_no_form_alone, is_derived_anyway, platform_refusal};
use crate::generate::definition;
use crate::generics::Parameters;
use crate::model::{default_shadow, Conversion, Model};
use crate::parse::{Enumeration, SHADOWED};

pub use in_place::stand_in as in_place_stand_in;

/// The user's code finds what it expects to be generated, as far as that is known; none of it ever runs.
pub fn stand_in(input: &DeriveInput, mut model: Model<'_>) -> TokenStream {
    if !is_derivable(input) {
        let generics = input.generics.clone();
        return state(&model, &generics, &quote_spanned!(Span::mixed_site()=> ::core::primitive::u8));
    }
    forget_what_was_refused(&mut model);
    let parameters = Parameters::new(&model);
    let definition = definition(&model, &parameters);
    let generics = parameters.of_shadow();
    let (shadow, arguments) = (&model.shadow, generics.split_for_impl().1);
    let migrated = if model.description.is_some() {
        quote_spanned!(Span::mixed_site()=> #shadow #arguments)
    } else {
        // The table may be missing because its author saw another error first.
        quote_spanned!(Span::mixed_site()=> ::core::primitive::u8)
    };
    let table = (!model.is_transparent).then(|| table(&model, &generics));
    let state = state(&model, &parameters.of_stand_in(), &migrated);
    quote_spanned! {Span::mixed_site()=>
        #definition
        #table
        #state
    }
}

/// An enum still converts to some integer.
pub fn enumeration_stand_in(input: &DeriveInput, read: &Enumeration<'_>) -> TokenStream {
    let krate =
        read.krate.get().map_or_else(|| quote_spanned!(Span::mixed_site()=> ::migration), ToTokens::to_token_stream);
    let integer = read.repr.clone().unwrap_or_else(|| Ident::new("u8", Span::mixed_site()));
    let integer = quote_spanned!(Span::mixed_site()=> ::core::primitive::#integer);
    unreachable_state(read.ident, &krate, &input.generics, &integer)
}

fn is_derivable(input: &DeriveInput) -> bool {
    let is_lifetime = |parameter: &GenericParam| matches!(parameter, GenericParam::Lifetime(_));
    match &input.data {
        Data::Struct(_) => !input.generics.params.iter().any(is_lifetime),
        _ => false,
    }
}

/// What was refused once must not be refused again by the compiler.
fn forget_what_was_refused(model: &mut Model<'_>) {
    for field in &mut model.fields {
        let refused = platform_refusal(field.ty, &SHADOWED).is_some() || has_no_form_alone(field.ty);
        if refused && matches!(field.conversion, Conversion::Nested) {
            field.conversion = Conversion::Cloned;
        }
    }
    let mut taken: Vec<Ident> = model.fields.iter().map(|field| field.ident.clone()).collect();
    model.subsections.retain(|subsection| {
        let is_free = !taken.contains(&subsection.presence);
        taken.push(subsection.presence.clone());
        is_free
    });
    model.derives.retain(|path| !is_derived_anyway(path));
    if model.shadow == *model.ident {
        model.shadow = default_shadow(model.ident);
    }
}

fn table(model: &Model<'_>, generics: &Generics) -> TokenStream {
    let shadow = &model.shadow;
    let krate = model.runtime(Span::mixed_site());
    let (parameters, arguments, clause) = generics.split_for_impl();
    let table = model.description.as_ref().map(|_| {
        // The `unsafe impl` is never used, as nothing is compiled to the end after an error.
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl #parameters #krate::Blank for #shadow #arguments #clause {
                fn blank() -> Self {
                    ::core::unreachable!()
                }
            }
            #[automatically_derived]
            unsafe impl #parameters #krate::VMState for #shadow #arguments #clause {
                const BASE: #krate::bindings::VMStateField = <::core::primitive::u8 as #krate::VMState>::BASE;
            }
            // Also without a name, which may be what was misspelt.
            #[automatically_derived]
            impl #parameters #krate::Describe for #shadow #arguments #clause {
                const VMSD: #krate::VMStateDescription<Self> =
                    #krate::VMStateDescriptionBuilder::<Self>::new().name(c"none").build();
            }
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #parameters ::core::default::Default for #shadow #arguments #clause {
            fn default() -> Self {
                ::core::unreachable!()
            }
        }
        #[automatically_derived]
        impl #parameters ::core::fmt::Debug for #shadow #arguments #clause {
            fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::unreachable!()
            }
        }
        #table
    }
}

fn state(model: &Model<'_>, generics: &Generics, migrated: &TokenStream) -> TokenStream {
    unreachable_state(model.ident, &model.runtime(Span::mixed_site()), generics, migrated)
}

fn unreachable_state(ident: &Ident, krate: &TokenStream, generics: &Generics, migrated: &TokenStream) -> TokenStream {
    let (parameters, arguments, clause) = generics.split_for_impl();
    let result = quote_spanned! {Span::mixed_site()=>
        ::core::result::Result<(), #krate::InvalidError>
    };
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #parameters #krate::ToMigrationState for #ident #arguments #clause {
            type Migrated = #migrated;
            fn snapshot_migration_state(&self, _: &mut Self::Migrated) -> #result {
                ::core::unreachable!()
            }
            fn restore_migrated_state_mut(&mut self, _: Self::Migrated, _: ::core::primitive::u8) -> #result {
                ::core::unreachable!()
            }
        }
    }
}
