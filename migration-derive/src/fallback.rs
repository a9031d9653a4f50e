//! After an error: impls that stand in for the generated ones, so that one mistake gives one message.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Data, DeriveInput, Fields, GenericParam, Generics, Ident};

use crate::check::{is_derived_anyway, platform_refusal};
use crate::generate::definition;
use crate::generics::Parameters;
use crate::model::{default_shadow, Conversion, Model};

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
    let table = table(&model, &generics);
    let state = state(&model, &parameters.of_stand_in(), &migrated);
    quote_spanned! {Span::mixed_site()=>
        #definition
        #table
        #state
    }
}

fn is_derivable(input: &DeriveInput) -> bool {
    let is_lifetime = |parameter: &GenericParam| matches!(parameter, GenericParam::Lifetime(_));
    match &input.data {
        Data::Struct(data) => matches!(data.fields, Fields::Named(_)) && !input.generics.params.iter().any(is_lifetime),
        _ => false,
    }
}

/// What was refused once must not be refused again by the compiler.
fn forget_what_was_refused(model: &mut Model<'_>) {
    for field in &mut model.fields {
        if platform_refusal(field.ty).is_some() && field.nested_type().is_some() {
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
    let ident = model.ident;
    let krate = model.runtime(Span::mixed_site());
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
