//! The C ABI of the tables, as QEMU 10.2 and later lay it out.
//!
//! The types are generated from `include/vmstate.h`; the layout assertions in the generated file make a difference a
//! compile error. The functions and the `vmstate_info_*` kinds are what the C core offers: with feature `stream` this
//! crate's own engine provides them, without it the program that links this crate does.
//!
//! # Bindings of another QEMU
//!
//! The committed file fits QEMU 10.2. From the headers of another one, 10.0 or later, of which nothing has to be configured,
//!
//! ```text
//! cargo run -p migration-tests --bin qemu-bindings -- /path/to/qemu /path/to/vmstate.rs
//! ```
//!
//! writes a file that takes its place: with feature `qemu-bindings` (with default features off) where the environment variable
//! `MIGRATION_QEMU_BINDINGS` is its absolute path; or, where meson builds a copy of the crate, as `src/bindings/vmstate.rs` of that
//! copy. Where hooks and functions have no error objects, as in 10.0, messages go to `error_report`. Every other difference of
//! what the tables use is a compile error that names the member. Whether the bindings are those of the QEMU that the crate is
//! linked into, no compiler sees.

#[allow(
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    clippy::pedantic,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    unused_imports,
    unused_macros,
    reason = "generated; the header carries the documentation"
)]
#[cfg(not(feature = "qemu-bindings"))]
#[rustfmt::skip]
mod vmstate;
#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    clippy::pedantic,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    unused_imports,
    unused_macros,
    reason = "generated; the headers carry the documentation"
)]
#[cfg(feature = "qemu-bindings")]
mod vmstate {
    include!(env!(
        "MIGRATION_QEMU_BINDINGS",
        "feature `qemu-bindings` needs the environment variable `MIGRATION_QEMU_BINDINGS`: the absolute path of a file \
         that the program `qemu-bindings` has written"
    ));
}
mod expected;
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
