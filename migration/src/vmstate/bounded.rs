//! Fields whose length only the stream knows.

use super::Field;

/// What bounds the number of elements of a field.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounded {
    /// The type, or the field.
    ByType,
    /// The stream says the length of a list of structs.
    Listed,
    /// A field that counts the elements.
    ByCount,
    /// An array around it: it is a pointer that may be null.
    ByArray,
    /// The stream says the length, and the elements are not of a kind that a list could have.
    Unlisted,
}

impl Bounded {
    pub(super) const fn assert(self) {
        match self {
            Self::ByType => {}
            Self::Listed | Self::Unlisted => {
                panic!(
                    "the stream says how long this list is: say how long it may be, `vmstate_of!(..).bounded_by(64)`"
                )
            }
            Self::ByCount => {
                panic!("these elements have no length of their own: count them, `vmstate_of!(Struct, elements[0 .. count])`")
            }
            Self::ByArray => panic!("only in an array can a pointer be null: write `Box<T>`, or `[Option<Box<T>>; 1]`"),
        }
    }
}

impl<S> Field<S> {
    /// The most elements that a list or map may have; below zero counts as zero. It changes nothing of other fields.
    ///
    /// ```
    /// use migration::{impl_vmstate_struct, vmstate_fields, vmstate_of, Field, List};
    /// use migration::{VMStateDescription, VMStateDescriptionBuilder};
    ///
    /// #[derive(Default)]
    /// struct Request {
    ///     sector: u32,
    /// }
    ///
    /// static REQUEST: VMStateDescription<Request> = VMStateDescriptionBuilder::<Request>::new()
    ///     .name(c"request")
    ///     .fields(vmstate_fields! { vmstate_of!(Request, sector) })
    ///     .build();
    /// impl_vmstate_struct!(Request, REQUEST);
    ///
    /// struct Disk {
    ///     waiting: List<Request>,
    /// }
    ///
    /// const WAITING: Field<Disk> = vmstate_of!(Disk, waiting).bounded_by(64);
    /// ```
    ///
    /// # Panics
    ///
    /// If the elements of the list are not structs with a table.
    #[must_use]
    pub const fn bounded_by(mut self, maximum: i128) -> Self {
        match self.bounded {
            Bounded::ByType | Bounded::ByCount | Bounded::ByArray => return self,
            Bounded::Unlisted => panic!(
                "the elements of a list are structs that derive `ToMigrationState`: put the number into one, or count the \
                 elements with `len`"
            ),
            Bounded::Listed => {}
        }
        let most = if maximum < 0 { 0 } else { maximum };
        let most = if most > usize::MAX as i128 { usize::MAX } else { most as usize };
        self.reach.wire_len = self.reach.wire_len.with_listed(most);
        // Read by the kind alone: only of a buffer whose size is in a member does it mean something to whoever walks the table. A
        // `start` would, where the list is in a box.
        self.entry.size_offset = most;
        self.bounded = Bounded::ByType;
        self
    }
}
