//! What the engine may rely on. Whatever is in doubt is not promised.

use proc_macro2::{Span, TokenStream};
use quote::{quote_spanned, ToTokens};
use syn::spanned::Spanned;
use syn::Type;

use crate::model::{Conversion, FieldPresence, MigratedField, Model};
use crate::spans::at;
use crate::types::{element, is_scalar};

/// `None` where nothing is promised.
pub fn constant(model: &Model<'_>) -> Option<TokenStream> {
    // Of what is not there nothing is set, and what is new is made by device code.
    if model.fields.iter().any(|field| matches!(field.conversion, Conversion::Counted(_) | Conversion::Optional(..))) {
        return None;
    }
    let krate = model.runtime(Span::mixed_site());
    let parts = parts(model);
    let beyond_table = is_beyond_table(model).then(|| quote_spanned!(Span::mixed_site()=> .beyond_table()));
    let refusing = refuses(model).then(|| quote_spanned!(Span::mixed_site()=> .refusing()));
    let checking = checks(model).then(|| quote_spanned!(Span::mixed_site()=> .checking()));
    Some(quote_spanned! {Span::mixed_site()=>
        const CONDUCT: #krate::Conduct = #krate::Conduct::PLAIN #(#parts)* #beyond_table #refusing #checking;
    })
}

/// Each type once that says for itself what it does. What is spelled as a number may be a type of the user's.
fn parts(model: &Model<'_>) -> Vec<TokenStream> {
    let mut written: Vec<String> = Vec::new();
    let types = model.fields.iter().filter_map(part).map(|ty| if is_scalar(ty) { element(ty) } else { ty });
    let new = types.filter(|ty| {
        let text = ty.to_token_stream().to_string();
        let is_new = !written.contains(&text);
        written.push(text);
        is_new
    });
    new.map(|ty| {
        let span = at(ty.span());
        let krate = model.runtime(span);
        quote_spanned!(span=> .and(<#ty as #krate::ToMigrationState>::CONDUCT))
    })
    .collect()
}

fn part<'a>(field: &MigratedField<'a>) -> Option<&'a Type> {
    match field.wire_type() {
        Some(ty) => is_scalar(ty).then_some(ty),
        None => field.nested_type(),
    }
}

/// The type that is taken over as a whole, by an assignment or a conversion: its table may have less of it.
fn taken_as_a_whole<'a>(field: &MigratedField<'a>) -> Option<&'a Type> {
    field.wire_type().filter(|ty| !is_scalar(ty))
}

fn is_beyond_table(model: &Model<'_>) -> bool {
    let looks_beyond = |field: &MigratedField<'_>| {
        field.is_local
            || field.exists.is_some()
            || field.count.is_some()
            || field.slice.is_some()
            || field.equal.is_some()
            || matches!(field.conversion, Conversion::Computed(..))
            || taken_as_a_whole(field).is_some()
            // An older stream has not all that the function looks at.
            || (model.validate.is_some() && matches!(field.presence, FieldPresence::Since(_)))
    };
    let is_table_by_hand = model.description.is_none();
    is_table_by_hand || model.fields.iter().any(looks_beyond)
}

fn refuses(model: &Model<'_>) -> bool {
    let runs_device_code = |field: &MigratedField<'_>| {
        let converts =
            matches!(field.conversion, Conversion::Computed(..) | Conversion::Into(_) | Conversion::TryInto(_));
        !field.is_local && (field.exists.is_some() || converts || taken_as_a_whole(field).is_some())
    };
    model.post_load.is_some()
        || model.subsections.iter().any(|subsection| subsection.absent.is_some())
        || model.fields.iter().any(runs_device_code)
}

fn checks(model: &Model<'_>) -> bool {
    let refuses = |field: &MigratedField<'_>| {
        let converts = matches!(field.conversion, Conversion::TryInto(_));
        field.range.is_some() || field.count.is_some() || field.exists.is_some() || converts
    };
    model.validate.is_some() || model.fields.iter().any(refuses)
}
