//! Conversions by `Into` and `TryInto`, of arrays element by element.

use proc_macro2::{Span, TokenStream};
use quote::{quote_spanned, ToTokens};
use syn::Type;

use crate::model::Model;
use crate::spans::at;
use crate::types::bare;

/// One direction of a conversion.
#[derive(Clone, Copy)]
pub struct Converted<'a> {
    pub from: &'a Type,
    pub to: &'a Type,
    pub may_fail: bool,
    /// The type that the user named, which the compiler's messages should point at.
    pub span: Span,
}

/// An expression of type `Result<(), InvalidError>` that sets `place` to what `reference` converts into.
pub fn set(model: &Model<'_>, converted: Converted<'_>, reference: &TokenStream, place: &TokenStream) -> TokenStream {
    let span = at(converted.span);
    let krate = model.runtime(span);
    if let Some(elements) = elements(converted) {
        let inner = set(model, elements, &quote_spanned!(span=> from), &quote_spanned!(span=> *to));
        return quote_spanned!(span=> #krate::each_element(#reference, &mut #place, |from, to| #inner));
    }
    let value = value(model, converted, reference);
    if converted.may_fail {
        quote_spanned!(span=> #value.map(|value| #place = value))
    } else {
        quote_spanned! {span=> {
            #place = #value;
            ::core::result::Result::<(), #krate::InvalidError>::Ok(())
        }}
    }
}

/// A statement that sets `place` to what the value converts into, if that cannot fail and the value is no array.
pub fn assignment(converted: Converted<'_>, value: &TokenStream, place: &TokenStream) -> Option<TokenStream> {
    if converted.may_fail || elements(converted).is_some() {
        return None;
    }
    let Converted { from, to, span, .. } = converted;
    Some(quote_spanned!(at(span)=> #place = <#from as ::core::convert::Into<#to>>::into(#value);))
}

/// An expression of type `Result<(), InvalidError>`: whether what is at `reference` converts.
pub fn check(model: &Model<'_>, converted: Converted<'_>, reference: &TokenStream) -> TokenStream {
    let span = at(converted.span);
    let krate = model.runtime(span);
    if let Some(elements) = elements(converted) {
        let inner = check(model, elements, &quote_spanned!(span=> from));
        return quote_spanned!(span=> #krate::check_each_element(#reference, |from| #inner));
    }
    let value = value(model, converted, reference);
    quote_spanned!(span=> #value.map(|_| ()))
}

fn elements(converted: Converted<'_>) -> Option<Converted<'_>> {
    match (bare(converted.from), bare(converted.to)) {
        (Type::Array(from), Type::Array(to)) => Some(Converted { from: &from.elem, to: &to.elem, ..converted }),
        _ => None,
    }
}

/// The converted value, or the `Result` of the conversion.
fn value(model: &Model<'_>, converted: Converted<'_>, reference: &TokenStream) -> TokenStream {
    let Converted { from, to, may_fail, .. } = converted;
    let span = at(converted.span);
    let krate = model.runtime(span);
    let copy = quote_spanned!(span=> <#from as ::core::clone::Clone>::clone(#reference));
    if !may_fail {
        return quote_spanned!(span=> <#from as ::core::convert::Into<#to>>::into(#copy));
    }
    let wanted = to.to_token_stream().to_string().replace(' ', "");
    quote_spanned! {span=>
        <#from as ::core::convert::TryInto<#to>>::try_into(#copy).map_err(|error| {
            #[allow(unused_imports)]
            use #krate::{ExplainedByDisplay as _, ShownByDebug as _, ShownByName as _, Unexplained as _};
            #krate::unconvertible(
                #wanted,
                &(&#krate::Shown(#reference)).text(),
                &(&#krate::Explained(&error)).reason(),
            )
        })
    }
}
