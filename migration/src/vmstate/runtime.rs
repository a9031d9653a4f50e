//! What generated implementations of [`VMState`] are made of.
//!
//! Generated code finds this crate by a path, at which another crate, or a module of the user's, may stand in for it. A function
//! that is reached through the trait that is implemented is this crate's, wherever the path leads.

use core::marker::PhantomData;

use super::{struct_entry, table_of, Bounded, VMState, VMStateDescription, WireLen};
use crate::bindings::{VMStateField, VMStateInfo};

/// The functions of this crate that an implementation may believe.
#[derive(Clone, Copy, Debug)]
pub struct Runtime(());

impl Runtime {
    pub(super) const OF_THIS_CRATE: Self = Self(());

    /// The entry of a struct with a table.
    pub const fn struct_entry<S>(self, description: &'static VMStateDescription<S>) -> VMStateField {
        struct_entry(description)
    }

    /// The table of `S`, and of no other struct.
    pub const fn table_of<S>(self, description: &VMStateDescription<S>) -> &VMStateDescription<S> {
        table_of(description)
    }

    /// A field of `S`, from a function that borrows it.
    pub const fn field<S, F: VMState>(self, _borrow: fn(&S) -> &F) -> FieldOf<S, F> {
        FieldOf(PhantomData)
    }
}

/// The field of type `F` that a struct `S` travels as.
#[derive(Clone, Copy, Debug)]
pub struct FieldOf<S, F>(PhantomData<fn(&S) -> F>);

impl<S, F: VMState> FieldOf<S, F> {
    /// The entry of a struct that has no other field.
    ///
    /// # Panics
    ///
    /// At compile time, if the struct is larger.
    pub const fn entry(self) -> VMStateField {
        // What fills the struct begins where it does.
        assert!(
            size_of::<S>() == size_of::<F>(),
            "the struct is larger than its field: give it a table of its own, by `version_id = 1`"
        );
        F::BASE
    }

    /// The entry of a struct with this field at this offset, by the `offset_of!` of this crate.
    ///
    /// # Panics
    ///
    /// At compile time, if that is not where the struct begins.
    pub const fn entry_at(self, offset: usize) -> VMStateField {
        assert!(offset == 0, "the first field lies behind another one: add `#[repr(C)]` or `#[repr(transparent)]`");
        F::BASE
    }

    /// The kind of a type that compares.
    pub const fn equal(self) -> Option<*const VMStateInfo> {
        F::EQUAL
    }

    /// What bounds the elements.
    pub const fn bounded(self) -> Bounded {
        F::BOUNDED
    }

    /// Whether all migrated bytes lie in cells.
    pub const fn is_in_cells(self) -> bool {
        F::IN_CELLS
    }

    /// Whether bytes are reached through a pointer.
    pub const fn follows_pointers(self) -> bool {
        F::FOLLOWS_POINTERS
    }

    /// Whether device code runs.
    pub const fn runs_code(self) -> bool {
        F::RUNS_CODE
    }

    /// How many bytes there are in a stream at most.
    pub const fn wire_len(self) -> WireLen {
        F::WIRE_LEN
    }
}
