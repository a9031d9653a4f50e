//! Device models that migrate.

pub mod pl011;
pub mod serial;
