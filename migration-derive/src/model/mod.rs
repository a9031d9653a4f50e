//! What is to be generated: defaults filled in, fields sorted into the table.
//!
//! A model can be made of keys that break rules too, because even then something must stand in for what would be
//! generated; it is then only good for that.

mod in_place;
mod names;
mod subsections;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote_spanned, ToTokens};
use syn::{Expr, ExprPath, ExprRange, Generics, LitStr, Member, Path, Type, Visibility};

use crate::parse::{Container, Count, Dialect, Field, Shape};
use crate::types::{computed_inner, container as list_name, is_scalar, maybe_inner, vec_inner, Maybe};
pub use in_place::InPlace;
pub use names::{default_shadow, description_name, is_part, presence_name, wire_name};
use subsections::subsections;

/// All that the generator knows.
pub struct Model<'a> {
    pub ident: &'a Ident,
    pub vis: &'a Visibility,
    pub generics: &'a Generics,
    pub is_deprecated: bool,
    /// The generated struct's name.
    pub shadow: Ident,
    /// The struct is its one field, on the wire and in the generated type.
    pub is_transparent: bool,
    pub derives: Vec<&'a Path>,
    /// The runtime's path, if the user gave it.
    pub krate: Option<&'a Path>,
    /// `None` when the user writes the table.
    pub description: Option<Description<'a>>,
    pub fields: Vec<MigratedField<'a>>,
    pub omitted: Vec<&'a Member>,
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

/// A field of the generated struct: one that travels, or that is needed by one that does.
pub struct MigratedField<'a> {
    /// What the user's struct calls it.
    pub member: &'a Member,
    /// What the generated struct calls it.
    pub ident: &'a Ident,
    /// What the struct calls it that the table is of.
    pub place: Member,
    pub vis: &'a Visibility,
    pub ty: &'a Type,
    pub wire_name: String,
    pub conversion: Conversion<'a>,
    pub presence: FieldPresence,
    /// Says whether the field exists, after what is already known of its presence.
    pub exists: Option<&'a ExprPath>,
    pub count: Option<Counted<'a>>,
    pub slice: Option<&'a ExprRange>,
    pub range: Option<&'a ExprRange>,
    pub equal: Option<Equal<'a>>,
    /// Only in the generated struct, not on the wire.
    pub is_local: bool,
}

/// How many of its elements travel.
pub struct Counted<'a> {
    /// What the struct that the table is of calls the field that counts.
    pub place: Member,
    pub count: &'a Count,
}

/// The received value must be the device's.
#[derive(Clone, Copy)]
pub struct Equal<'a> {
    /// What to do if it is not.
    pub hint: Option<&'a LitStr>,
}

/// How a field becomes its migrated state, and back.
#[derive(Clone, Copy)]
pub enum Conversion<'a> {
    /// By the field type's own `ToMigrationState`.
    Nested,
    /// By `ToMigrationState` of what the `Option`, or a cell like it, holds.
    Optional(Maybe, &'a Type),
    /// The elements of a `Vec`, by their own `ToMigrationState`, as another field counts them.
    Counted(&'a Type),
    /// By functions of a module, which make a value of this type out of the device.
    Computed(&'a Type, &'a Path),
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
    /// The subsection that this one is in; it comes earlier in the list.
    pub parent: Option<usize>,
}

impl<'a> Model<'a> {
    pub fn new(container: &'a Container<'a>) -> Self {
        let keys = &container.keys;
        let rename = keys.rename.get().cloned();
        let shadow = rename.unwrap_or_else(|| default_shadow(container.ident));
        let subsections = subsections(container);
        let (omitted, travelling): (Vec<_>, Vec<_>) =
            container.fields.iter().partition(|field| field.keys.omit.is_set());
        let mut fields: Vec<_> = travelling.into_iter().map(|field| migrated(container, field, &subsections)).collect();
        fields.sort_by_key(|field| match field.presence {
            _ if field.is_local => usize::MAX,
            FieldPresence::Subsection(index) => index + 1,
            _ => 0,
        });
        Self {
            ident: container.ident,
            vis: container.vis,
            generics: container.generics,
            is_deprecated: container.attributes.iter().any(|attribute| attribute.path().is_ident("deprecated")),
            shadow,
            is_transparent: is_transparent(container),
            derives: keys.derive.get().into_iter().flatten().collect(),
            krate: keys.krate.get(),
            description: (!keys.manual_table.is_set()).then(|| description(container)),
            fields,
            omitted: omitted.into_iter().map(|field| &field.member).collect(),
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
    pub fn fields_in(&self, subsection: Option<usize>) -> impl Iterator<Item = &MigratedField<'a>> {
        self.fields.iter().filter(move |field| !field.is_local && subsection == field.subsection())
    }

    /// The subsections that are parts of the subsection `index`, or those that are parts of no other.
    pub fn subsections_in(&self, index: Option<usize>) -> impl Iterator<Item = (usize, &Subsection<'a>)> {
        self.subsections.iter().enumerate().filter(move |(_, subsection)| subsection.parent == index)
    }

    /// Whether there are states without the subsection `index`, those apart that have not what it is a part of.
    pub fn is_conditional(&self, index: usize) -> bool {
        self.subsections[index].needed.is_some() || self.knows_itself(index)
    }

    /// Whether an `Option` says if the subsection `index` is there.
    pub fn knows_itself(&self, index: usize) -> bool {
        self.fields_in(Some(index)).any(MigratedField::is_optional)
    }

    /// The field that keeps whether the subsection of `field` is there.
    pub fn presence_of(&self, field: &MigratedField<'_>) -> Option<&Ident> {
        field.subsection().map(|index| &self.subsections[index].presence)
    }
}

impl<'a> MigratedField<'a> {
    /// The type the generated struct holds if the user named it; else that is up to the field type's own impl.
    pub fn wire_type(&self) -> Option<&'a Type> {
        match self.conversion {
            Conversion::Nested | Conversion::Optional(..) | Conversion::Counted(_) | Conversion::Computed(..) => None,
            Conversion::Cloned => Some(self.ty),
            Conversion::Into(target) | Conversion::TryInto(target) => Some(target),
        }
    }

    /// The type whose own `ToMigrationState` converts the field, if that is how it is done.
    pub fn nested_type(&self) -> Option<&'a Type> {
        match self.conversion {
            Conversion::Nested => Some(self.ty),
            Conversion::Optional(_, inner) | Conversion::Counted(inner) | Conversion::Computed(inner, _) => Some(inner),
            _ => None,
        }
    }

    /// The index of the subsection that the field is in.
    pub fn subsection(&self) -> Option<usize> {
        match self.presence {
            FieldPresence::Subsection(index) => Some(index),
            _ => None,
        }
    }

    pub fn is_optional(&self) -> bool {
        matches!(self.conversion, Conversion::Optional(..))
    }
}

/// A tuple struct of one field, of which nothing is said that a table must know, is that field.
fn is_transparent(container: &Container<'_>) -> bool {
    let keys = &container.keys;
    let speaks_of_table = [
        keys.name.key(),
        keys.version_id.key(),
        keys.minimum_version_id.key(),
        keys.priority.key(),
        keys.derive.key(),
        keys.manual_table.key(),
    ];
    let [field] = container.fields.as_slice() else { return false };
    container.shape == Shape::Tuple
        && speaks_of_table.iter().all(Option::is_none)
        && field.keys.of_table().next().is_none()
        && !field.keys.omit.is_set()
        && !field.keys.local.is_set()
        && list_name(field.ty).is_none()
        && computed_inner(field.ty).is_none()
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

fn migrated<'a>(
    container: &'a Container<'a>,
    field: &'a Field<'a>,
    subsections: &[Subsection<'_>],
) -> MigratedField<'a> {
    let keys = &field.keys;
    let subsection = keys.subsection.get().map(LitStr::value);
    let index = subsections.iter().position(|known| Some(&known.name) == subsection.as_ref());
    let presence = match (index, keys.since.get()) {
        (Some(index), _) => FieldPresence::Subsection(index),
        (None, Some(since)) => FieldPresence::Since(since.number),
        (None, None) => FieldPresence::Always,
    };
    MigratedField {
        member: &field.member,
        ident: &field.ident,
        place: place(container.dialect, field),
        vis: field.vis,
        ty: field.ty,
        wire_name: wire_name(field),
        conversion: if container.dialect.is_in_place { Conversion::Cloned } else { conversion(field, index.is_some()) },
        presence,
        exists: keys.exists.get(),
        count: keys.len.get().map(|count| counted(container, count)),
        slice: keys.slice.get(),
        range: keys.range.get(),
        equal: keys.equal.get().map(|hint| Equal { hint: hint.as_ref() }),
        is_local: keys.local.is_set(),
    }
}

fn place(dialect: &Dialect, field: &Field<'_>) -> Member {
    if dialect.is_in_place {
        field.member.clone()
    } else {
        Member::Named(field.ident.clone())
    }
}

fn counted<'a>(container: &Container<'_>, count: &'a Count) -> Counted<'a> {
    let counting = container.fields.iter().find(|field| field.ident == count.field);
    let place = match counting.map(|field| place(container.dialect, field)) {
        // As the user wrote it, where an error points to it.
        Some(Member::Named(_)) | None => Member::Named(count.field.clone()),
        Some(position) => position,
    };
    Counted { place, count }
}

fn conversion<'a>(field: &'a Field<'a>, is_in_subsection: bool) -> Conversion<'a> {
    let keys = &field.keys;
    match (keys.with.get(), keys.into.get(), keys.try_into.get()) {
        (Some(module), Some(target), _) => Conversion::Computed(target, module),
        (Some(module), None, _) => Conversion::Computed(computed_inner(field.ty).unwrap_or(field.ty), module),
        (None, Some(target), _) => Conversion::Into(target),
        (None, None, Some(target)) => Conversion::TryInto(target),
        (None, None, None) if keys.clone.is_set() => Conversion::Cloned,
        (None, None, None) if keys.len.is_set() && vec_inner(field.ty).is_some() => {
            Conversion::Counted(vec_inner(field.ty).unwrap_or(field.ty))
        }
        (None, None, None) => match maybe_inner(field.ty) {
            Some((kind, inner)) if is_in_subsection => Conversion::Optional(kind, inner),
            // Less code for the same, and most fields are like this.
            _ if is_scalar(field.ty) => Conversion::Cloned,
            _ => Conversion::Nested,
        },
    }
}
