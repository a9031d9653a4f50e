//! Save, load and move the state of emulated devices, byte for byte as QEMU does.

#![cfg_attr(
    not(feature = "stream"),
    allow(dead_code, unused_imports, reason = "the engine is the only user of some internals")
)]

pub mod bindings;
pub mod bql;
mod callback;
#[cfg(feature = "stream")]
mod engine;
mod error;
#[cfg(feature = "stream")]
mod machine;
mod state;
#[cfg(feature = "stream")]
pub mod stream;
pub mod vmstate;

pub use callback::FnCall;
#[cfg(feature = "stream")]
pub use engine::{
    load_state, load_state_mut, save_state, save_state_into, Device, DeviceMut, DeviceShared, Node, NodeKind, Value,
};
#[cfg(feature = "stream")]
pub use error::{Error, ErrorKind};
#[cfg(feature = "stream")]
pub use machine::{DeviceReference, Machine, Place};
pub use migration_derive::ToMigrationState;
pub use {
    core::convert::Infallible,
    error::{into_neg_errno, Errno, InvalidError, NonNegative},
    state::{nested_version_id, Migratable, Presence, ToMigrationState, ToMigrationStateShared},
    vmstate::{Blank, Buffer, Describe, Field, Timer, Unused, VMState, VMStateDescription, VMStateDescriptionBuilder},
};
