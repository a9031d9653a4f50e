//! What is to be generated: defaults filled in, fields sorted into the table.
//!
//! A model can be made of keys that break rules too, because even then something must stand in for what would be
//! generated; it is then only good for that.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned, ToTokens};
use syn::ext::IdentExt;
use syn::{Expr, ExprPath, Generics, LitStr, Path, Type, Visibility};

use crate::parse::{Container, Field};
use crate::types::option_inner;

/// All that the generator knows.
pub struct Model<'a> {
    pub ident: &'a Ident,
    pub vis: &'a Visibility,
    pub generics: &'a Generics,
    pub is_deprecated: bool,
    /// The generated struct's name.
    pub shadow: Ident,
    pub derives: Vec<&'a Path>,
    /// The runtime's path, if the user gave it.
    pub krate: Option<&'a Path>,
    /// `None` when the user writes the table.
    pub description: Option<Description<'a>>,
    pub fields: Vec<MigratedField<'a>>,
    pub omitted: Vec<&'a Ident>,
    pub subsections: Vec<Subsection<'a>>,
    pub validate: Option<&'a ExprPath>,
    pub post_load: Option<&'a ExprPath>,
}

/// The struct's description on the wire.
pub struct Description<'a> {
    pub name: String,
    /// Whether the user gave the name, so that the description may be registered.
    pub is_named: bool,
    pub version_id: u8,
    pub minimum_version_id: u8,
    pub priority: Option<&'a Expr>,
}

/// A field that travels.
pub struct MigratedField<'a> {
    pub ident: &'a Ident,
    pub vis: &'a Visibility,
    pub ty: &'a Type,
    pub wire_name: String,
    pub conversion: Conversion<'a>,
    pub presence: FieldPresence,
}

/// How a field becomes its migrated state, and back.
#[derive(Clone, Copy)]
pub enum Conversion<'a> {
    /// By the field type's own `ToMigrationState`.
    Nested,
    /// By `ToMigrationState` of what the `Option` holds.
    Optional(&'a Type),
    /// It is its own migrated state.
    Cloned,
    Into(&'a Type),
    TryInto(&'a Type),
}

/// When a field is in the stream.
#[derive(Clone, Copy)]
pub enum FieldPresence {
    Always,
    /// From this version on.
    Since(u8),
    /// With the subsection of this index.
    Subsection(usize),
}

/// Fields that are sent together, or not at all.
pub struct Subsection<'a> {
    pub name: String,
    /// The field of the generated struct that keeps whether it is there.
    pub presence: Ident,
    pub needed: Option<&'a ExprPath>,
    pub absent: Option<&'a ExprPath>,
}

impl<'a> Model<'a> {
    pub fn new(container: &'a Container<'a>) -> Self {
        let keys = &container.keys;
        let rename = keys.rename.get().cloned();
        let shadow = rename.unwrap_or_else(|| default_shadow(container.ident));
        let subsections = subsections(container);
        let (omitted, travelling): (Vec<_>, Vec<_>) =
            container.fields.iter().partition(|field| field.keys.omit.is_set());
        let mut fields: Vec<_> = travelling.into_iter().map(|field| migrated(field, &subsections)).collect();
        fields.sort_by_key(|field| match field.presence {
            FieldPresence::Subsection(index) => index + 1,
            _ => 0,
        });
        Self {
            ident: container.ident,
            vis: container.vis,
            generics: container.generics,
            is_deprecated: container.attributes.iter().any(|attribute| attribute.path().is_ident("deprecated")),
            shadow,
            derives: keys.derive.get().into_iter().flatten().collect(),
            krate: keys.krate.get(),
            description: (!keys.manual_table.is_set()).then(|| description(container)),
            fields,
            omitted: omitted.into_iter().map(|field| field.ident).collect(),
            subsections,
            validate: keys.validate.get(),
            post_load: keys.post_load.get(),
        }
    }

    /// The path of the runtime, in code that stands for what is at `span`.
    pub fn runtime(&self, span: Span) -> TokenStream {
        self.krate.map_or_else(|| quote_spanned!(span=> ::migration), ToTokens::to_token_stream)
    }

    /// The fields of the subsection `index`, or those outside of all subsections.
    pub fn fields_in(&self, index: Option<usize>) -> impl Iterator<Item = &MigratedField<'a>> {
        self.fields.iter().filter(move |field| {
            index
                == match field.presence {
                    FieldPresence::Subsection(holder) => Some(holder),
                    _ => None,
                }
        })
    }

    /// The field that keeps whether the subsection of `field` is there.
    pub fn presence_of(&self, field: &MigratedField<'_>) -> Option<&Ident> {
        match field.presence {
            FieldPresence::Subsection(index) => Some(&self.subsections[index].presence),
            _ => None,
        }
    }
}

impl<'a> MigratedField<'a> {
    /// The type the generated struct holds if the user named it; else that is up to the field type's own impl.
    pub fn wire_type(&self) -> Option<&'a Type> {
        match self.conversion {
            Conversion::Nested | Conversion::Optional(_) => None,
            Conversion::Cloned => Some(self.ty),
            Conversion::Into(target) | Conversion::TryInto(target) => Some(target),
        }
    }

    /// The type whose own `ToMigrationState` converts the field, if that is how it is done.
    pub fn nested_type(&self) -> Option<&'a Type> {
        match self.conversion {
            Conversion::Nested => Some(self.ty),
            Conversion::Optional(inner) => Some(inner),
            _ => None,
        }
    }

    pub fn is_optional(&self) -> bool {
        matches!(self.conversion, Conversion::Optional(_))
    }
}

/// The generated struct's name where the user gives none.
pub fn default_shadow(ident: &Ident) -> Ident {
    format_ident!("{}Migration", ident.unraw(), span = ident.span())
}

/// The description's name: what the user wrote, or the struct's.
pub fn description_name(container: &Container<'_>) -> String {
    match container.keys.name.get() {
        Some(name) => name.value(),
        None => container.ident.unraw().to_string(),
    }
}

/// The field's name on the wire: what the user wrote, or the field's.
pub fn wire_name(field: &Field<'_>) -> String {
    match field.keys.name.get() {
        Some(name) => name.value(),
        None => field.ident.unraw().to_string(),
    }
}

/// `has_clock` for the subsection `pl011/clock` of `pl011`.
pub fn presence_name(parent: &str, subsection: &str) -> String {
    let tail = subsection.strip_prefix(parent).unwrap_or(subsection);
    let words: Vec<String> = tail
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    format!("has_{}", words.join("_"))
}

fn description<'a>(container: &'a Container<'_>) -> Description<'a> {
    let keys = &container.keys;
    let version_id = keys.version_id.get().map_or(1, |version| version.number);
    Description {
        name: description_name(container),
        is_named: keys.name.is_set(),
        version_id,
        minimum_version_id: keys.minimum_version_id.get().map_or(version_id, |version| version.number),
        priority: keys.priority.get(),
    }
}

fn subsections<'a>(container: &'a Container<'_>) -> Vec<Subsection<'a>> {
    let parent = description_name(container);
    let mut found: Vec<Subsection<'a>> = Vec::new();
    for field in &container.fields {
        let Some(literal) = field.keys.subsection.get() else {
            continue;
        };
        let name = literal.value();
        let (needed, absent) = (field.keys.needed.get(), field.keys.absent.get());
        match found.iter_mut().find(|known| known.name == name) {
            Some(known) => {
                known.needed = known.needed.or(needed);
                known.absent = known.absent.or(absent);
            }
            None => found.push(Subsection {
                presence: Ident::new(&presence_name(&parent, &name), literal.span()),
                name,
                needed,
                absent,
            }),
        }
    }
    found
}

fn migrated<'a>(field: &'a Field<'a>, subsections: &[Subsection<'_>]) -> MigratedField<'a> {
    let keys = &field.keys;
    let subsection = keys.subsection.get().map(LitStr::value);
    let index = subsections.iter().position(|known| Some(&known.name) == subsection.as_ref());
    let conversion = match (keys.into.get(), keys.try_into.get()) {
        (Some(target), _) => Conversion::Into(target),
        (None, Some(target)) => Conversion::TryInto(target),
        (None, None) if keys.clone.is_set() => Conversion::Cloned,
        (None, None) => match option_inner(field.ty) {
            Some(inner) if index.is_some() => Conversion::Optional(inner),
            _ => Conversion::Nested,
        },
    };
    let presence = match (index, keys.since.get()) {
        (Some(index), _) => FieldPresence::Subsection(index),
        (None, Some(since)) => FieldPresence::Since(since.number),
        (None, None) => FieldPresence::Always,
    };
    MigratedField {
        ident: field.ident,
        vis: field.vis,
        ty: field.ty,
        wire_name: wire_name(field),
        conversion,
        presence,
    }
}
