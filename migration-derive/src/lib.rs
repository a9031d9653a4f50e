//! Derive macros of the migration crate.

mod check;
mod errors;
mod expand;
mod fallback;
mod generate;
mod generics;
mod model;
mod parse;
#[cfg(test)]
mod tests;
mod types;

use proc_macro::TokenStream;

/// Migrates a struct.
#[proc_macro_derive(ToMigrationState, attributes(migration_state))]
pub fn derive_to_migration_state(input: TokenStream) -> TokenStream {
    expand::expand(input.into()).into()
}
