//! First stage: the struct and its keys as the user wrote them. Nothing is judged here but the form.

mod enumeration;
mod in_place;
mod items;
mod keys;
mod slot;
mod values;

use proc_macro2::Span;
use quote::format_ident;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprPath, ExprRange, Fields, Generics, Ident, Index, LitStr, Member, Path,
    Type, Visibility,
};

use crate::errors::Errors;
pub use enumeration::Enumeration;
pub use in_place::{InPlaceKeys, IN_PLACE};
use items::items;
use keys::Holder;
pub use keys::{Dialect, SHADOWED};
pub use slot::Slot;
pub use values::{Count, Version};

/// How a struct names its fields.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Named,
    Tuple,
    Unit,
    /// No struct; that was said already.
    Other,
}

/// A struct, and what its attributes say.
pub struct Container<'a> {
    /// Which derive reads it.
    pub dialect: &'static Dialect,
    pub ident: &'a Ident,
    pub vis: &'a Visibility,
    pub generics: &'a Generics,
    pub attributes: &'a [Attribute],
    pub shape: Shape,
    pub keys: StructKeys,
    pub fields: Vec<Field<'a>>,
}

/// One field, and what its attributes say.
pub struct Field<'a> {
    /// What the user's struct calls it.
    pub member: Member,
    /// What the generated struct calls it: the same, or `_0` for the first field of a tuple struct.
    pub ident: Ident,
    pub vis: &'a Visibility,
    pub ty: &'a Type,
    pub is_deprecated: bool,
    pub keys: FieldKeys,
}

/// The keys above a struct.
#[derive(Default)]
pub struct StructKeys {
    pub rename: Slot<Ident>,
    pub derive: Slot<Vec<Path>>,
    pub name: Slot<LitStr>,
    pub version_id: Slot<Version>,
    pub minimum_version_id: Slot<Version>,
    pub validate: Slot<ExprPath>,
    pub post_load: Slot<ExprPath>,
    pub priority: Slot<Expr>,
    pub manual_table: Slot<()>,
    pub krate: Slot<Path>,
    pub in_place: InPlaceKeys,
}

/// The keys above a field.
#[derive(Default)]
pub struct FieldKeys {
    pub omit: Slot<()>,
    pub clone: Slot<()>,
    pub into: Slot<Type>,
    pub try_into: Slot<Type>,
    pub with: Slot<Path>,
    pub name: Slot<LitStr>,
    pub since: Slot<Version>,
    pub exists: Slot<ExprPath>,
    pub subsection: Slot<LitStr>,
    pub needed: Slot<ExprPath>,
    pub absent: Slot<ExprPath>,
    pub len: Slot<Count>,
    pub slice: Slot<ExprRange>,
    pub range: Slot<ExprRange>,
    pub equal: Slot<Option<LitStr>>,
    pub local: Slot<()>,
}

impl<'a> Container<'a> {
    /// Reads the whole input. Of an input that is no struct only the attributes are read.
    pub fn read(dialect: &'static Dialect, input: &'a DeriveInput, errors: &Errors) -> Self {
        let keys = StructKeys::read(dialect, &input.attrs, errors);
        let (shape, fields) = fields(dialect, input, errors);
        let fields = fields.into_iter().enumerate();
        let fields = fields.map(|(index, field)| Field::read(dialect, index, field, errors)).collect();
        Self {
            dialect,
            ident: &input.ident,
            vis: &input.vis,
            generics: &input.generics,
            attributes: &input.attrs,
            shape,
            keys,
            fields,
        }
    }
}

impl<'a> Field<'a> {
    fn read(dialect: &'static Dialect, index: usize, field: &'a syn::Field, errors: &Errors) -> Self {
        let position = || {
            let mut position = Index::from(index);
            position.span = Span::mixed_site().located_at(field.ty.span());
            position
        };
        Self {
            member: field.ident.clone().map_or_else(|| Member::Unnamed(position()), Member::Named),
            ident: field.ident.clone().unwrap_or_else(|| format_ident!("_{index}", span = field.ty.span())),
            vis: &field.vis,
            ty: &field.ty,
            is_deprecated: field.attrs.iter().any(|attribute| attribute.path().is_ident("deprecated")),
            keys: FieldKeys::read(dialect, &field.attrs, errors),
        }
    }
}

fn fields<'a>(dialect: &Dialect, input: &'a DeriveInput, errors: &Errors) -> (Shape, Vec<&'a syn::Field>) {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => (Shape::Named, fields.named.iter().collect()),
            Fields::Unnamed(fields) => (Shape::Tuple, fields.unnamed.iter().collect()),
            Fields::Unit => (Shape::Unit, Vec::new()),
        },
        Data::Enum(_) | Data::Union(_) => {
            let name = &input.ident;
            errors.on(name, (dialect.refuse_shape)(input));
            (Shape::Other, Vec::new())
        }
    }
}

impl StructKeys {
    fn read(dialect: &'static Dialect, attributes: &[Attribute], errors: &Errors) -> Self {
        let place = dialect.place(Holder::Struct);
        let mut keys = Self::default();
        for item in items(attributes, place, errors) {
            match item.key.to_string().as_str() {
                unknown if !place.has(unknown) => errors.on(&item.key, place.refuse(unknown)),
                "rename" => keys.rename.fill(item, place, errors, values::identifier),
                "derive" => keys.derive.fill(item, place, errors, values::paths),
                "name" => keys.name.fill(item, place, errors, values::string),
                "version_id" => keys.version_id.fill(item, place, errors, values::version),
                "minimum_version_id" => {
                    keys.minimum_version_id.fill(item, place, errors, values::version);
                }
                "validate" => keys.validate.fill(item, place, errors, values::callback),
                "post_load" => keys.post_load.fill(item, place, errors, values::callback),
                "priority" => keys.priority.fill(item, place, errors, values::expression),
                "manual_table" => keys.manual_table.fill(item, place, errors, values::nothing),
                "crate" => keys.krate.fill(item, place, errors, values::path),
                _ => keys.in_place.fill(item, place, errors),
            }
        }
        keys
    }
}

impl FieldKeys {
    fn read(dialect: &'static Dialect, attributes: &[Attribute], errors: &Errors) -> Self {
        let place = dialect.place(Holder::Field);
        let mut keys = Self::default();
        for item in items(attributes, place, errors) {
            match item.key.to_string().as_str() {
                unknown if !place.has(unknown) => errors.on(&item.key, place.refuse(unknown)),
                "omit" => keys.omit.fill(item, place, errors, values::reason),
                "clone" => keys.clone.fill(item, place, errors, values::nothing),
                "into" => keys.into.fill(item, place, errors, values::one_type),
                "try_into" => keys.try_into.fill(item, place, errors, values::one_type),
                "name" => keys.name.fill(item, place, errors, values::string),
                "with" => keys.with.fill(item, place, errors, values::path),
                "since" => keys.since.fill(item, place, errors, values::version),
                "exists" => keys.exists.fill(item, place, errors, values::callback),
                "subsection" => keys.subsection.fill(item, place, errors, values::string),
                "needed" => keys.needed.fill(item, place, errors, values::callback),
                "absent" => keys.absent.fill(item, place, errors, values::callback),
                "len" => keys.len.fill(item, place, errors, values::count),
                "slice" => keys.slice.fill(item, place, errors, values::range),
                "range" => keys.range.fill(item, place, errors, values::range),
                "equal" => keys.equal.fill(item, place, errors, values::hint),
                "local" => keys.local.fill(item, place, errors, values::nothing),
                listed => unreachable!("`{listed}` is listed as a key of a field, and none reads it"),
            }
        }
        keys
    }

    /// The keys that are there and speak of the field's entry in the table.
    pub fn of_table(&self) -> impl Iterator<Item = &Ident> {
        [
            self.name.key(),
            self.since.key(),
            self.exists.key(),
            self.subsection.key(),
            self.needed.key(),
            self.absent.key(),
            self.len.key(),
            self.slice.key(),
            self.equal.key(),
        ]
        .into_iter()
        .flatten()
    }

    /// Every key that is there, in the order in which the documentation lists them.
    pub fn present(&self) -> impl Iterator<Item = &Ident> {
        [
            self.omit.key(),
            self.clone.key(),
            self.into.key(),
            self.try_into.key(),
            self.with.key(),
            self.name.key(),
            self.since.key(),
            self.exists.key(),
            self.subsection.key(),
            self.needed.key(),
            self.absent.key(),
            self.len.key(),
            self.slice.key(),
            self.range.key(),
            self.equal.key(),
            self.local.key(),
        ]
        .into_iter()
        .flatten()
    }
}
