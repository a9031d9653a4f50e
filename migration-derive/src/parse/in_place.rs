//! What only structs have that migrate in place: the keys are named after the methods of the description's builder.

use syn::{Data, DeriveInput, Expr, ExprPath, Ident};

use super::items::Item;
use super::keys::{key, Dialect, Key, Place};
use super::slot::Slot;
use super::values;
use crate::errors::Errors;

/// Of the derive for structs with a table of their own.
pub static IN_PLACE: Dialect = Dialect {
    derive: "VMState",
    attribute: "vmstate",
    is_in_place: true,
    struct_keys: STRUCT_KEYS,
    field_keys: FIELD_KEYS,
    enum_keys: &[],
    refuse_shape: refuse,
};

const STRUCT_KEYS: &[Key] = &[
    key("name", "name = \"pl011\""),
    key("version_id", "version_id = 2"),
    key("minimum_version_id", "minimum_version_id = 1"),
    key("priority", "priority = MigrationPriority::MIG_PRI_GICV3"),
    key("unmigratable", "unmigratable"),
    key("early_setup", "early_setup"),
    key("pre_load", "pre_load = Self::pre_load"),
    key("post_load", "post_load = Self::post_load"),
    key("pre_save", "pre_save = Self::pre_save"),
    key("post_save", "post_save = Self::post_save"),
    key("unplug_pending", "unplug_pending = Self::is_leaving"),
    key("subsections", "subsections(CLOCK, DMA)"),
    key("crate", "crate = ::migration"),
];

const FIELD_KEYS: &[Key] = &[
    key("omit", "omit = \"why it does not travel\""),
    key("name", "name = \"wire_name\""),
    key("since", "since = 2"),
    key("exists", "exists = Self::has_field"),
    key("subsection", "subsection = \"pl011/clock\""),
    key("needed", "needed = Self::clock_needed"),
    key("len", "len = count"),
    key("slice", "slice = 0..4"),
    key("range", "range = 0..16"),
    key("equal", "equal"),
];

/// The keys above a struct that only this derive has.
#[derive(Default)]
pub struct InPlaceKeys {
    pub unmigratable: Slot<()>,
    pub early_setup: Slot<()>,
    pub pre_load: Slot<ExprPath>,
    pub pre_save: Slot<ExprPath>,
    pub post_save: Slot<ExprPath>,
    pub unplug_pending: Slot<ExprPath>,
    pub subsections: Slot<Vec<Expr>>,
}

impl InPlaceKeys {
    pub(super) fn fill(&mut self, item: Item, place: Place, errors: &Errors) {
        match item.key.to_string().as_str() {
            "unmigratable" => self.unmigratable.fill(item, place, errors, values::nothing),
            "early_setup" => self.early_setup.fill(item, place, errors, values::nothing),
            "pre_load" => self.pre_load.fill(item, place, errors, values::callback),
            "pre_save" => self.pre_save.fill(item, place, errors, values::callback),
            "post_save" => self.post_save.fill(item, place, errors, values::callback),
            "unplug_pending" => self.unplug_pending.fill(item, place, errors, values::callback),
            "subsections" => self.subsections.fill(item, place, errors, values::expressions),
            listed => unreachable!("`{listed}` is listed as a key of a struct, and none reads it"),
        }
    }

    /// Those that are there, all of which speak of the description.
    pub fn present(&self) -> impl Iterator<Item = &Ident> {
        [
            self.unmigratable.key(),
            self.early_setup.key(),
            self.pre_load.key(),
            self.pre_save.key(),
            self.post_save.key(),
            self.unplug_pending.key(),
            self.subsections.key(),
        ]
        .into_iter()
        .flatten()
    }
}

fn refuse(input: &DeriveInput) -> String {
    let name = &input.ident;
    match input.data {
        Data::Enum(_) => format!(
            "an enum cannot be loaded in place, as a stream may hold a number that is none of its variants: derive \
             `ToMigrationState` with `#[repr(u8)]` for `{name}` and for the struct that holds it, or hold the number as a \
             `u8`"
        ),
        _ => "a union cannot be loaded in place, as nothing says which of its fields is there: write a struct of what \
              travels"
            .to_owned(),
    }
}
