//! The generated struct, its start value and how it is shown.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::Member;

use crate::generics::Parameters;
use crate::model::{MigratedField, Model};
use crate::spans::at;

/// The struct of what travels, in wire order; what is not on the wire, as the flags of subsections, comes last.
pub fn definition(model: &Model<'_>, parameters: &Parameters<'_>) -> TokenStream {
    if let (true, Some(field)) = (model.is_transparent, model.fields.first()) {
        return alias(model, parameters, field);
    }
    let Model { ident, vis, shadow, .. } = model;
    let krate = model.runtime(Span::mixed_site());
    let generics = parameters.of_shadow();
    let clause = &generics.where_clause;
    let documentation = format!(" Migration state of [`{ident}`].");
    let derives = (!model.derives.is_empty()).then(|| {
        let derives = &model.derives;
        quote_spanned!(Span::mixed_site()=> #[derive(#(#derives),*)])
    });
    let fields = model.fields.iter().map(|field| {
        let ty = parameters.migrated_type(field);
        let (name, vis) = (field.ident, field.vis);
        let documentation = format!(" Migrated from `{}::{}`.", ident, member_name(field.member));
        quote_spanned!(at(field.ty.span())=> #[doc = #documentation] #vis #name: #ty)
    });
    let flags = model.subsections.iter().map(|subsection| {
        let presence = &subsection.presence;
        let documentation = format!(" Whether the subsection `{}` is there.", subsection.name);
        quote_spanned!(Span::mixed_site()=> #[doc = #documentation] #vis #presence: #krate::Presence)
    });
    // The user writes none of its names, and cannot say anything else of it.
    quote_spanned! {Span::mixed_site()=>
        #[doc = #documentation]
        #[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
        #derives
        #[repr(C)]
        #vis struct #shadow #generics #clause {
            #(#fields,)*
            #(#flags,)*
        }
    }
}

/// The generated name of a struct that is transparent.
fn alias(model: &Model<'_>, parameters: &Parameters<'_>, field: &MigratedField<'_>) -> TokenStream {
    let Model { ident, vis, shadow, .. } = model;
    let ty = parameters.migrated_type(field);
    let names = parameters.kept_names();
    let documentation = format!(" Migration state of [`{ident}`], which is that of its field.");
    quote_spanned! {Span::mixed_site()=>
        #[doc = #documentation]
        #vis type #shadow #names = #ty;
    }
}

fn member_name(member: &Member) -> String {
    match member {
        Member::Named(name) => name.unraw().to_string(),
        Member::Unnamed(position) => position.index.to_string(),
    }
}

/// `Default`, and `Blank` by it. A table written by hand brings `Blank` itself.
pub fn start_value(model: &Model<'_>, parameters: &Parameters<'_>) -> TokenStream {
    let shadow = &model.shadow;
    let krate = model.runtime(Span::mixed_site());
    let generics = parameters.of_table();
    let (parameter_list, arguments, clause) = generics.split_for_impl();
    let fields = model.fields.iter().map(|field| {
        let name = field.ident;
        let ty = parameters.migrated_type(field);
        let span = at(field.wire_type().unwrap_or(field.ty).span());
        let krate = model.runtime(span);
        // What is not on the wire need not be a type that could be.
        if field.is_local && field.wire_type().is_some() {
            return quote_spanned!(span=> #name: <#ty as ::core::default::Default>::default());
        }
        quote_spanned!(span=> #name: <#ty as #krate::Blank>::blank())
    });
    let flags = model.subsections.iter().map(|subsection| {
        let presence = &subsection.presence;
        quote_spanned!(Span::mixed_site()=> #presence: ::core::default::Default::default())
    });
    let blank = model.description.as_ref().map(|_| {
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl #parameter_list #krate::Blank for #shadow #arguments #clause {
                fn blank() -> Self {
                    ::core::default::Default::default()
                }
            }
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #parameter_list ::core::default::Default for #shadow #arguments #clause {
            fn default() -> Self {
                Self { #(#fields,)* #(#flags,)* }
            }
        }
        #blank
    }
}

/// `Debug`, by hand, because the standard derive asks it of the parameters instead of the fields.
pub fn debug(model: &Model<'_>, parameters: &Parameters<'_>) -> TokenStream {
    let shadow = &model.shadow;
    let generics = parameters.of_debug();
    let (parameter_list, arguments, clause) = generics.split_for_impl();
    let name = shadow.unraw().to_string();
    let fields = model.fields.iter().map(|field| {
        let (ident, name) = (field.ident, field.ident.unraw().to_string());
        quote_spanned!(at(field.ty.span())=> .field(#name, &self.#ident))
    });
    let flags = model.subsections.iter().map(|subsection| {
        let (ident, name) = (&subsection.presence, subsection.presence.to_string());
        quote_spanned!(Span::mixed_site()=> .field(#name, &self.#ident))
    });
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #parameter_list ::core::fmt::Debug for #shadow #arguments #clause {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.debug_struct(#name) #(#fields)* #(#flags)* .finish()
            }
        }
    }
}
