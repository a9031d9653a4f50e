//! First stage: the struct and its keys as the user wrote them. Nothing is judged here but the form.

mod items;
mod keys;
mod slot;
mod values;

use syn::{Attribute, Data, DeriveInput, Expr, ExprPath, Fields, Generics, Ident, LitStr, Path, Type, Visibility};

use crate::errors::Errors;
use items::items;
use keys::Place;
pub use slot::Slot;
pub use values::Version;

/// A struct with named fields, and what its attributes say.
pub struct Container<'a> {
    pub ident: &'a Ident,
    pub vis: &'a Visibility,
    pub generics: &'a Generics,
    pub attributes: &'a [Attribute],
    pub keys: StructKeys,
    pub fields: Vec<Field<'a>>,
}

/// One field, and what its attributes say.
pub struct Field<'a> {
    pub ident: &'a Ident,
    pub vis: &'a Visibility,
    pub ty: &'a Type,
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
}

/// The keys above a field.
#[derive(Default)]
pub struct FieldKeys {
    pub omit: Slot<()>,
    pub clone: Slot<()>,
    pub into: Slot<Type>,
    pub try_into: Slot<Type>,
    pub name: Slot<LitStr>,
    pub since: Slot<Version>,
    pub subsection: Slot<LitStr>,
    pub needed: Slot<ExprPath>,
    pub absent: Slot<ExprPath>,
}

impl<'a> Container<'a> {
    /// Reads the whole input. Of an input that is not a struct with named fields only the attributes are read.
    pub fn read(input: &'a DeriveInput, errors: &Errors) -> Self {
        let keys = StructKeys::read(&input.attrs, errors);
        let fields = named_fields(input, errors)
            .filter_map(|field| {
                Some(Field {
                    ident: field.ident.as_ref()?,
                    vis: &field.vis,
                    ty: &field.ty,
                    keys: FieldKeys::read(&field.attrs, errors),
                })
            })
            .collect();
        Self { ident: &input.ident, vis: &input.vis, generics: &input.generics, attributes: &input.attrs, keys, fields }
    }
}

fn named_fields<'a>(input: &'a DeriveInput, errors: &Errors) -> impl Iterator<Item = &'a syn::Field> {
    let name = &input.ident;
    let integer = format!(
        "mark the field that holds it `#[migration_state(try_into(u8))]`, and write `From<{name}> for u8` and \
         `TryFrom<u8> for {name}`"
    );
    let named = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(&fields.named).into_iter().flatten(),
            Fields::Unnamed(_) => format!(
                "`ToMigrationState` cannot name the fields of a tuple struct: write `struct {name} {{ value: ... }}`"
            ),
            Fields::Unit => {
                format!("`ToMigrationState` cannot be derived for a unit struct: write `struct {name} {{}}`")
            }
        },
        Data::Enum(_) => format!("`ToMigrationState` cannot be derived for an enum: {integer}"),
        Data::Union(_) => format!("`ToMigrationState` cannot be derived for a union: {integer}"),
    };
    errors.on(name, named);
    None.into_iter().flatten()
}

impl StructKeys {
    fn read(attributes: &[Attribute], errors: &Errors) -> Self {
        let place = Place::Struct;
        let mut keys = Self::default();
        for item in items(attributes, place, errors) {
            match item.key.to_string().as_str() {
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
                unknown => errors.on(&item.key, place.refuse(unknown)),
            }
        }
        keys
    }
}

impl FieldKeys {
    fn read(attributes: &[Attribute], errors: &Errors) -> Self {
        let place = Place::Field;
        let mut keys = Self::default();
        for item in items(attributes, place, errors) {
            match item.key.to_string().as_str() {
                "omit" => keys.omit.fill(item, place, errors, values::reason),
                "clone" => keys.clone.fill(item, place, errors, values::nothing),
                "into" => keys.into.fill(item, place, errors, values::one_type),
                "try_into" => keys.try_into.fill(item, place, errors, values::one_type),
                "name" => keys.name.fill(item, place, errors, values::string),
                "since" => keys.since.fill(item, place, errors, values::version),
                "subsection" => keys.subsection.fill(item, place, errors, values::string),
                "needed" => keys.needed.fill(item, place, errors, values::callback),
                "absent" => keys.absent.fill(item, place, errors, values::callback),
                unknown => errors.on(&item.key, place.refuse(unknown)),
            }
        }
        keys
    }

    /// Every key that is there, in the order in which the documentation lists them.
    pub fn present(&self) -> impl Iterator<Item = &Ident> {
        [
            self.omit.key(),
            self.clone.key(),
            self.into.key(),
            self.try_into.key(),
            self.name.key(),
            self.since.key(),
            self.subsection.key(),
            self.needed.key(),
            self.absent.key(),
        ]
        .into_iter()
        .flatten()
    }
}
