//! The C ABI of the tables, as QEMU 10.2 and later lay it out.
//!
//! The types are generated from `include/vmstate.h`; the layout assertions in the generated file make a difference a
//! compile error. The functions and the `vmstate_info_*` kinds are what the C core offers: with feature `stream` this
//! crate's own engine provides them, without it the program that links this crate does.

#[allow(
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    clippy::pedantic,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    reason = "generated; the header carries the documentation"
)]
#[rustfmt::skip]
mod vmstate;
mod zeroable;

pub use vmstate::*;
pub use zeroable::{Opaque, Zeroable};

// SAFETY: a field is plain data; what its pointers lead to is read only by code that has been promised it is immutable.
unsafe impl Sync for VMStateField {}
// SAFETY: as above; nothing in it belongs to a thread.
unsafe impl Send for VMStateField {}
// SAFETY: as for `VMStateField`.
unsafe impl Sync for VMStateDescription {}
// SAFETY: as for `VMStateField`.
unsafe impl Send for VMStateDescription {}
// SAFETY: a kind is a name and two functions.
unsafe impl Sync for VMStateInfo {}
// SAFETY: a kind is a name and two functions.
unsafe impl Send for VMStateInfo {}

impl core::fmt::Debug for VMStateField {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("VMStateField")
            .field("offset", &self.offset)
            .field("size", &self.size)
            .field("num", &self.num)
            .field("flags", &self.flags)
            .field("version_id", &self.version_id)
            .finish_non_exhaustive()
    }
}

impl core::fmt::Debug for VMStateDescription {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("VMStateDescription")
            .field("version_id", &self.version_id)
            .field("minimum_version_id", &self.minimum_version_id)
            .field("priority", &self.priority)
            .finish_non_exhaustive()
    }
}

impl core::fmt::Debug for VMStateInfo {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("VMStateInfo").finish_non_exhaustive()
    }
}
