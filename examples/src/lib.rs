//! Device models that migrate.

pub mod pl011;
