//! Whether an optional part is there.

use core::{cell::Cell, fmt};

/// Whether a subsection is there: asked of the device when a snapshot is taken, and of the stream when it is loaded.
///
/// It stands in derived shadow structs, one for each subsection.
#[derive(Clone, Default)]
pub struct Presence {
    present: Cell<bool>,
    /// The stream has the word, no longer the snapshot.
    is_loading: Cell<bool>,
}

impl Presence {
    /// Present or not.
    pub const fn new(present: bool) -> Self {
        Self { present: Cell::new(present), is_loading: Cell::new(false) }
    }

    /// Whether the part is there.
    pub fn get(&self) -> bool {
        self.present.get()
    }

    /// Says whether the part is there. The hooks of a table see their struct through a shared reference.
    pub fn set(&self, present: bool) {
        self.present.set(present);
        self.is_loading.set(false);
    }

    /// A load begins, and the part has to come. If a stream has the whole once more, what it had before still counts.
    #[doc(hidden)]
    pub fn begin_load(&self) {
        if !self.is_loading.replace(true) {
            self.present.set(false);
        }
    }

    /// The part came.
    #[doc(hidden)]
    pub fn arrived(&self) {
        self.present.set(true);
    }
}

impl PartialEq for Presence {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Presence {}

impl fmt::Debug for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Presence").field(&self.get()).finish()
    }
}
