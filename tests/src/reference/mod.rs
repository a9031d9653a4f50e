//! A reader and writer of device data that is as simple as the format: no tables, no pointers, no plan.
//!
//! It is written from the format alone and shares no code with the engine, which is compared with it: both take the same bytes,
//! refuse the same, and save the same again.

mod compare;
mod read;
mod schema;
mod subjects;
mod write;

pub use compare::{check, start, subjects, Subject};
pub use schema::{Field, Kind, Schema, Struct, Subsection, Value};
