//! The table of one type.

use core::{ffi::CStr, marker::PhantomData};

use super::{reach::Reach, WireLen};
use crate::bindings;

/// The table of `S`: name, versions, fields, subsections and hooks, in the form that C reads.
///
/// It is a constant, made by a [`VMStateDescriptionBuilder`](crate::VMStateDescriptionBuilder) or by a derive.
#[derive(Clone, Copy)]
pub struct VMStateDescription<S> {
    raw: bindings::VMStateDescription,
    reach: Reach,
    _struct: PhantomData<fn(&S)>,
}

impl<S> VMStateDescription<S> {
    pub(super) const fn new(raw: bindings::VMStateDescription, reach: Reach) -> Self {
        Self { raw, reach, _struct: PhantomData }
    }

    /// The table as C reads it, by value.
    pub const fn get(&self) -> bindings::VMStateDescription {
        self.raw
    }

    /// The table as C reads it.
    pub const fn as_ref(&self) -> &bindings::VMStateDescription {
        &self.raw
    }

    /// The name of the description: of the section, where the type is registered.
    pub const fn name(&self) -> &'static CStr {
        // SAFETY: the builder took the name from a `&'static CStr`.
        unsafe { CStr::from_ptr(self.raw.name) }
    }

    /// Whether an `S` can be loaded through a shared reference, as each of its migrated bytes lies in a cell.
    pub const fn is_in_cells(&self) -> bool {
        self.reach.outside_cells.is_none()
    }

    /// The first field with migrated bytes outside of cells.
    #[doc(hidden)]
    pub const fn outside_cells(&self) -> Option<&'static CStr> {
        self.reach.outside_cells
    }

    /// Whether migrated bytes are reached through a pointer.
    #[doc(hidden)]
    pub const fn follows_pointers(&self) -> bool {
        self.reach.follows_pointers
    }

    /// Whether device code runs while an `S` is saved or loaded.
    #[doc(hidden)]
    pub const fn runs_code(&self) -> bool {
        self.reach.runs_code
    }

    /// How many bytes an `S` has in a stream at most, subsections included; `None` if its types do not bound it, as those of raw
    /// entries and of C's tables do not.
    ///
    /// It is a bound of what is written. What is read may be longer, as a subsection may come twice.
    ///
    /// ```
    /// use migration::{Describe, ToMigrationState};
    ///
    /// #[derive(Default, ToMigrationState)]
    /// struct Request {
    ///     sector: u32,
    /// }
    ///
    /// #[derive(ToMigrationState)]
    /// #[migration_state(name = "disk")]
    /// struct Disk {
    ///     level: u8,
    ///     #[migration_state(range = ..=8)]
    ///     waiting: Vec<Request>,
    /// }
    ///
    /// // A 1 before each request, and a 0 behind the last.
    /// const MOST: Option<usize> = DiskMigration::VMSD.max_wire_len();
    /// assert_eq!(MOST, Some(1 + 8 * (1 + 4) + 1));
    /// ```
    pub const fn max_wire_len(&self) -> Option<usize> {
        self.reach.wire_len.bytes()
    }

    /// As [`max_wire_len`](Self::max_wire_len), for the table of a struct around this one.
    #[doc(hidden)]
    pub const fn wire_len(&self) -> WireLen {
        WireLen::at_most(self.max_wire_len())
    }

    pub(super) const fn reach(&self) -> Reach {
        self.reach
    }
}

impl<S> core::fmt::Debug for VMStateDescription<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("VMStateDescription")
            .field("name", &self.name())
            .field("version_id", &self.raw.version_id)
            .field("minimum_version_id", &self.raw.minimum_version_id)
            .finish_non_exhaustive()
    }
}

/// A type with a table and a name of its own, so that it can be a section of a stream.
///
/// The derive implements it for the shadow of a struct with `#[migration_state(name = "...")]`. Without the name a type
/// can only be nested in others: the Rust name is no name for a section, as renaming a struct must not rename that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no description with a name of its own",
    label = "cannot be a section of a stream",
    note = "give the derived struct a name: `#[migration_state(name = \"...\")]`; or write the table by hand: \
            `impl Describe for {Self}`"
)]
pub trait Describe: Sized {
    /// The table.
    const VMSD: VMStateDescription<Self>;
}

/// The table of a derived type that has no name of its own, so that it is only ever nested.
#[doc(hidden)]
pub trait Table: Sized {
    /// The table.
    const TABLE: VMStateDescription<Self>;
}
