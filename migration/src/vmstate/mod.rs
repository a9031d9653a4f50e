//! Tables: what a value's bytes in a migration stream are.
//!
//! A *description* ([`VMStateDescription`]) is the table of one struct: a name, a version, the fields in wire order, the
//! subsections, and hooks. A [`Field`] is one entry, made by [`vmstate_of!`](crate::vmstate_of) from a field of the struct:
//! the field's type says the kind, by its [`VMState`] implementation. The derives write tables; this module is what they
//! write them with, and what a hand-written table uses.
//!
//! ```
//! use migration::{bql::BqlCell, save_state, vmstate_fields, vmstate_of, Describe, VMStateDescription, VMStateDescriptionBuilder};
//!
//! struct Divider {
//!     enabled: BqlCell<bool>,
//!     factors: BqlCell<[u16; 2]>,
//! }
//!
//! impl Describe for Divider {
//!     const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
//!         .name(c"divider")
//!         .version_id(1)
//!         .minimum_version_id(1)
//!         .fields(vmstate_fields! { vmstate_of!(Divider, enabled), vmstate_of!(Divider, factors) })
//!         .build();
//! }
//!
//! let divider = Divider { enabled: true.into(), factors: [3, 0x102].into() };
//! assert_eq!(save_state(&divider)?, [1, 0, 3, 1, 2]);
//! # Ok::<(), migration::Error>(())
//! ```

mod blank;
mod bounded;
mod builder;
mod description;
mod entry;
mod field;
mod guard;
mod hooks;
mod implement;
mod impls;
mod lists;
mod macros;
mod reach;
mod runtime;
mod wire_len;

pub use blank::Blank;
pub use builder::VMStateDescriptionBuilder;
pub use description::{Describe, VMStateDescription};
pub use field::Field;
pub use lists::{Fields, Subsections};

#[doc(hidden)]
pub use {
    bounded::Bounded,
    description::Table,
    field::exists,
    guard::{counting, Count, Counted},
    lists::{room_for, LoweredFields, LoweredSubsections},
    macros::{
        c_name, field_type, offset_of, raw_struct_entry, struct_entry, table_of, transparent_entry, unsigned_entry,
    },
    runtime::{FieldOf, Runtime},
    wire_len::WireLen,
};

#[cfg(feature = "stream")]
pub(crate) use guard::{fits_now, is_guard};
pub(crate) use {
    guard::{loading_shadow, not_loading_shadow, read_count},
    lists::{entries, subsections},
};

use crate::{
    bindings::{VMStateField, VMStateFlags, VMStateInfo},
    error::InvalidError,
};

/// A type that can be a field of a table: its entry, for a field at offset 0 without a name.
///
/// Scalars, arrays, cells, boxes and structs with a description implement it. A type of one's own gets it from
/// [`#[derive(VMState)]`](derive@crate::VMState),
/// [`impl_vmstate_struct!`](crate::impl_vmstate_struct), [`impl_vmstate_forward!`](crate::impl_vmstate_forward),
/// [`impl_vmstate_transparent!`](crate::impl_vmstate_transparent) or
/// [`impl_vmstate_bitsized!`](crate::impl_vmstate_bitsized).
///
/// # Safety
///
/// `BASE` describes memory inside a value of this type: running it on a valid value reads only initialised bytes, and
/// loading any stream with it leaves a valid value. If `BASE` is an array, its elements are `size` bytes apart and fill
/// the memory they span. If `VARRAY_FLAG` is not zero, the type has the layout of the integer that the flag
/// names. If there is an `EQUAL`, that kind only reads what `BASE` describes. If `IN_CELLS` is true, every byte that a load
/// writes lies in an `UnsafeCell`. If `FOLLOWS_POINTERS` is false, only bytes of the value itself are read and written; if
/// `RUNS_CODE` is false, no code of a device runs. If `DIRECT_KEY` is true, the type has the layout of an unsigned integer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a table",
    label = "no entry for this type",
    note = "fields are bool, fixed-width integers, `f64`, arrays, `BqlCell`, `BqlRefCell`, `Cell`, `Box`, `Unused<N>`, \
            `Migratable<T>`, or structs with `#[derive(VMState)]` or `impl_vmstate_struct!`",
    note = "a type behind a lock travels as `Migratable<Mutex<T>>`; `usize`, references and handles do not travel: \
            convert them to a fixed-width integer"
)]
pub unsafe trait VMState {
    /// The entry, as the C core reads it.
    const BASE: VMStateField;

    /// For types that can count the elements of another field: the flag of that kind of count; zero for all others.
    const VARRAY_FLAG: VMStateFlags = VMStateFlags(0);

    /// The kind that compares a received value with the local one, for types that have such a kind.
    #[doc(hidden)]
    const EQUAL: Option<*const VMStateInfo> = None;

    /// Whether a value can be loaded through a shared reference, as every migrated byte lies in a cell.
    const IN_CELLS: bool = false;

    /// Whether bytes are reached through a pointer.
    #[doc(hidden)]
    const FOLLOWS_POINTERS: bool = true;

    /// Whether the length of a value comes from the stream, so that its field must bound it.
    #[doc(hidden)]
    const BOUNDED: Bounded = Bounded::ByType;

    /// How many elements another field may count at most, if that is not the length of the array.
    #[doc(hidden)]
    const COUNTED_CAPACITY: Option<usize> = None;

    /// Gets ready for so many elements, which another field has counted and which are not above the capacity; an array is.
    ///
    /// # Errors
    ///
    /// If there are not so many elements and will not be.
    ///
    /// # Safety
    ///
    /// `this` is a valid value. If `may_resize` is true, nobody has a reference to what is in it.
    #[doc(hidden)]
    unsafe fn make_room(this: *const Self, count: usize, may_resize: bool) -> Result<(), InvalidError>
    where
        Self: Sized,
    {
        let _ = (this, count, may_resize);
        Ok(())
    }

    /// Whether the type is an unsigned integer, which can be the key of a map.
    #[doc(hidden)]
    const DIRECT_KEY: bool = false;

    /// How many bytes a value has in a stream at most.
    #[doc(hidden)]
    const WIRE_LEN: WireLen = WireLen::UNKNOWN;

    /// Whether device code runs while a value is saved or loaded: hooks, tests, checks, or a kind that calls it.
    #[doc(hidden)]
    const RUNS_CODE: bool = true;

    /// What a generated implementation is made of: this crate's functions, whatever stands where the crate is looked for.
    #[doc(hidden)]
    const RUNTIME: Runtime = Runtime::OF_THIS_CRATE;
}
