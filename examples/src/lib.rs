//! Device models that migrate.

pub mod hpet;
pub mod pit;
pub mod pl011;
pub mod rtc;
pub mod serial;
