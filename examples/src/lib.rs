//! Device models that migrate.

pub mod pit;
pub mod pl011;
pub mod serial;
