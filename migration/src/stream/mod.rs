//! The migration stream: the frames around the devices' bytes.
//!
//! | part | bytes |
//! | --- | --- |
//! | header | `QEVM`, version 3 as a `u32` |
//! | configuration | the machine's name, and what else both sides must agree on: [`Configuration`] |
//! | records | device data with name, instance, version and footer: [`Section`]; commands |
//! | end mark | a zero byte |
//! | self-description | JSON text that names every field and its size; a receiver does not need it |
//!
//! [`Stream`] reads all of it without knowing the devices, for whoever has to see what is in a file.

mod configuration;
pub(crate) mod description;
mod file;
pub(crate) mod format;
pub(crate) mod ram;
pub(crate) mod reader;
pub(crate) mod record;
mod section;
#[cfg(test)]
mod tests;

pub use configuration::Configuration;
pub use file::Stream;
pub use section::{Section, SectionKind};
