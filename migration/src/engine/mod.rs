//! Runs tables: what QEMU's C core does with them, in Rust, and without its ways to crash.
//!
//! [`save`] and [`load`] walk a table field by field. The kinds (`vmstate_info_*`) and the functions that a kind of one's own calls
//! have the names of the C core's, so that tables mean the same here and there.

mod bare;
mod check;
mod device;
mod ends;
mod file;
mod hooks;
mod in_cells;
mod infos;
mod journal;
mod json;
mod limits;
mod load;
mod locate;
mod plan;
mod save;
mod shape;
mod surface;
mod tree;
mod wire_format;

pub use bare::{load_state, load_state_mut, save_state, save_state_into};
pub use device::{Device, DeviceMut, DeviceShared, PendingLoad};
pub use limits::Limits;
pub use tree::{Node, NodeKind, Value};

pub(crate) use bare::{check_migrates, room_for};
pub(crate) use check::check as check_tables;
pub(crate) use device::sealed::{LoadShared, Save};
pub(crate) use ends::DescriptionEnds;
pub(crate) use file::File;
pub(crate) use json::JsonWriter;
pub(crate) use limits::Loading;
pub(crate) use shape::name_bytes;
pub(crate) use wire_format::wire_format;
