//! `ToMigrationState` of an enum, which travels as its number.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned, ToTokens};
use syn::ext::IdentExt;

use crate::parse::Enumeration;
use crate::spans::at;

/// More names than this are no help in a message.
const SHOWN_VARIANTS: usize = 12;

pub fn enumeration(read: &Enumeration<'_>) -> TokenStream {
    let Enumeration { ident, repr, variants, .. } = read;
    let krate =
        read.krate.get().map_or_else(|| quote_spanned!(Span::mixed_site()=> ::migration), ToTokens::to_token_stream);
    let integer = repr.as_ref().map(|repr| {
        // With the span of the user's word, lints on long paths would take this for one of the user's.
        let mut repr = repr.clone();
        repr.set_span(at(repr.span()));
        quote_spanned!(repr.span()=> ::core::primitive::#repr)
    });
    let numbers: Vec<_> = (0..variants.len()).map(|index| format_ident!("NUMBER_{index}")).collect();
    let name = ident.unraw().to_string();
    let mut listed: Vec<String> =
        variants.iter().take(SHOWN_VARIANTS).map(|variant| format!("`{}`", variant.unraw())).collect();
    if variants.len() > SHOWN_VARIANTS {
        listed.push("...".to_owned());
    }
    let listed = listed.join(", ");
    let allowed = read.is_deprecated.then(|| quote_spanned!(Span::mixed_site()=> #[allow(deprecated)]));
    let result = quote_spanned!(Span::mixed_site()=> ::core::result::Result<(), #krate::InvalidError>);
    quote_spanned! {Span::mixed_site()=>
        const _: () = {
            #(#[allow(deprecated)] const #numbers: #integer = #ident::#variants as #integer;)*

            #allowed
            #[automatically_derived]
            impl #krate::ToMigrationState for #ident {
                type Migrated = #integer;
                const CONDUCT: #krate::Conduct = #krate::Conduct::SOME_NUMBERS;

                #[allow(deprecated, unreachable_patterns)]
                fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> #result {
                    *target = match self {
                        #(Self::#variants => #numbers,)*
                    };
                    ::core::result::Result::Ok(())
                }

                #[allow(unreachable_patterns)]
                fn check_migrated_state(&self, source: &Self::Migrated, _: ::core::primitive::u8) -> #result {
                    match *source {
                        #(#numbers)|* => ::core::result::Result::Ok(()),
                        unknown => ::core::result::Result::Err(#krate::unknown_variant(#name, #listed, unknown)),
                    }
                }

                #[allow(deprecated, unreachable_patterns)]
                fn restore_migrated_state_mut(
                    &mut self,
                    source: Self::Migrated,
                    _: ::core::primitive::u8,
                ) -> #result {
                    *self = match source {
                        #(#numbers => Self::#variants,)*
                        unknown => {
                            return ::core::result::Result::Err(#krate::unknown_variant(#name, #listed, unknown));
                        }
                    };
                    ::core::result::Result::Ok(())
                }
            }
        };
    }
}
