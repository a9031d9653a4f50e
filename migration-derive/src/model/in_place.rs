//! A struct that migrates in place.

use syn::{Expr, ExprPath};

use super::Model;
use crate::parse::{Container, Shape};

/// What its generator knows beside the table.
pub struct InPlace<'a> {
    pub model: Model<'a>,
    /// The builder's methods without an argument that are to be called.
    pub switches: Vec<&'static str>,
    /// The hooks that are there, each with the builder's method that takes it.
    pub hooks: Vec<(&'static str, &'a ExprPath)>,
    /// Descriptions that the user wrote.
    pub subsections: &'a [Expr],
    /// The struct is its one field, with the entry of that.
    pub is_forwarded: bool,
    /// The table names what nobody else should.
    pub uses_deprecated: bool,
}

impl<'a> InPlace<'a> {
    pub fn new(container: &'a Container<'a>) -> Self {
        let keys = &container.keys;
        let own = &keys.in_place;
        let switches = [("unmigratable", own.unmigratable.is_set()), ("early_setup", own.early_setup.is_set())];
        let hooks = [
            ("pre_load", own.pre_load.get()),
            ("post_load", keys.post_load.get()),
            ("pre_save", own.pre_save.get()),
            ("post_save", own.post_save.get()),
            ("unplug_pending", own.unplug_pending.get()),
        ];
        let model = Model::new(container);
        Self {
            uses_deprecated: model.is_deprecated || container.fields.iter().any(|field| field.is_deprecated),
            model,
            switches: switches.into_iter().filter_map(|(method, is_on)| is_on.then_some(method)).collect(),
            hooks: hooks.into_iter().filter_map(|(method, path)| Some((method, path?))).collect(),
            subsections: own.subsections.get().map_or(&[], Vec::as_slice),
            is_forwarded: is_forwarded(container),
        }
    }
}

/// A tuple struct of one field, of which nothing is said that a table must know.
fn is_forwarded(container: &Container<'_>) -> bool {
    let keys = &container.keys;
    let of_table = [
        keys.name.key(),
        keys.version_id.key(),
        keys.minimum_version_id.key(),
        keys.priority.key(),
        keys.post_load.key(),
    ];
    let [field] = container.fields.as_slice() else { return false };
    container.shape == Shape::Tuple
        && of_table.iter().all(Option::is_none)
        && keys.in_place.present().next().is_none()
        && field.keys.present().next().is_none()
}
