//! Whether an optional part is there.

use core::cell::Cell;

/// Whether a subsection is there: asked of the device when a snapshot is taken, and of the stream when it is loaded.
///
/// It stands in derived shadow structs, one for each subsection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence(Cell<bool>);

impl Presence {
    /// Present or not.
    pub const fn new(present: bool) -> Self {
        Self(Cell::new(present))
    }

    /// Whether the part is there.
    pub fn get(&self) -> bool {
        self.0.get()
    }

    /// Says whether the part is there. The hooks of a table see their struct through a shared reference.
    pub fn set(&self, present: bool) {
        self.0.set(present);
    }
}
