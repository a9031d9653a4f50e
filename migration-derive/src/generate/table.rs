//! The field table of the generated struct.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::c_string;
use crate::generics::Parameters;
use crate::model::{Description, FieldPresence, MigratedField, Model, Subsection};
use crate::spans::at;

/// `VMState`, and `Describe` if the user gave a name. Nothing where the table is written by hand.
pub fn table(model: &Model<'_>, parameters: &Parameters<'_>) -> Option<TokenStream> {
    let description = model.description.as_ref()?;
    let shadow = &model.shadow;
    let krate = model.runtime(Span::mixed_site());
    let generics = parameters.of_table();
    let (parameter_list, arguments, clause) = generics.split_for_impl();
    let built = built(model, description);
    let (describe, vmsd) = if description.is_named {
        let describe = quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl #parameter_list #krate::Describe for #shadow #arguments #clause {
                const VMSD: #krate::VMStateDescription<Self> = #built;
            }
        };
        let vmsd = quote_spanned!(Span::mixed_site()=> <Self as #krate::Describe>::VMSD);
        (Some(describe), vmsd)
    } else {
        (None, built)
    };
    // The `unsafe impl` holds: the entry is that of this struct's own description, which `vmstate_of!` builds from its
    // fields, each of a type that is itself `VMState`.
    Some(quote_spanned! {Span::mixed_site()=>
        #describe
        #[automatically_derived]
        unsafe impl #parameter_list #krate::VMState for #shadow #arguments #clause {
            const BASE: #krate::bindings::VMStateField =
                #krate::vmstate::struct_entry::<Self>(const { &#vmsd });
        }
    })
}

fn built(model: &Model<'_>, description: &Description<'_>) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let name = c_string(&description.name);
    let (version_id, minimum_version_id) = (description.version_id, description.minimum_version_id);
    let priority = description.priority.map(|priority| quote_spanned!(Span::mixed_site()=> .priority(#priority)));
    let fields = fields(model, None);
    let subsections = (!model.subsections.is_empty()).then(|| {
        let flags = model.subsections.iter().map(|subsection| &subsection.presence);
        let built =
            model.subsections.iter().enumerate().map(|(index, subsection)| subsection_built(model, index, subsection));
        quote_spanned! {Span::mixed_site()=>
            .pre_load(&|shadow: &Self| -> ::core::result::Result<(), #krate::InvalidError> {
                #(shadow.#flags.set(false);)*
                ::core::result::Result::Ok(())
            })
            .subsections(#krate::vmstate_subsections! { #(#built),* })
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #krate::VMStateDescriptionBuilder::<Self>::new()
            .name(#name)
            .version_id(#version_id)
            .minimum_version_id(#minimum_version_id)
            #priority
            .fields(#fields)
            #subsections
            .build()
    }
}

/// A subsection's own description. Its version is 1, because a subsection that changes gets another name.
fn subsection_built(model: &Model<'_>, index: usize, subsection: &Subsection<'_>) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let name = c_string(&subsection.name);
    let presence = &subsection.presence;
    let fields = fields(model, Some(index));
    quote_spanned! {Span::mixed_site()=>
        #krate::VMStateDescriptionBuilder::<Self>::new()
            .name(#name)
            .version_id(1)
            .minimum_version_id(1)
            .needed(&|shadow: &Self| -> ::core::primitive::bool { shadow.#presence.get() })
            .post_load(&|shadow: &Self, _: ::core::primitive::u8| -> ::core::result::Result<(), #krate::InvalidError> {
                shadow.#presence.set(true);
                ::core::result::Result::Ok(())
            })
            .fields(#fields)
            .build()
    }
}

fn fields(model: &Model<'_>, subsection: Option<usize>) -> TokenStream {
    let krate = model.runtime(Span::mixed_site());
    let fields = model.fields_in(subsection).map(|field| entry(model, field));
    quote_spanned!(Span::mixed_site()=> #krate::vmstate_fields! { #(#fields),* })
}

fn entry(model: &Model<'_>, field: &MigratedField<'_>) -> TokenStream {
    let ident = field.ident;
    let span = at(field.wire_type().unwrap_or(field.ty).span());
    let krate = model.runtime(span);
    // The macro calls the entry like the field, letter by letter.
    let name = (*ident != field.wire_name).then(|| {
        let name = c_string(&field.wire_name);
        quote_spanned!(span=> .with_name(#name))
    });
    let since = match field.presence {
        FieldPresence::Since(version) => {
            let version = i32::from(version);
            Some(quote_spanned!(span=> .with_version_id(#version)))
        }
        _ => None,
    };
    quote_spanned!(span=> #krate::vmstate_of!(Self, #ident) #name #since)
}
