//! Undoing what a load has changed.
//!
//! A load that fails late has put devices in their new state already. Each of them leaves a note how to return, and the load
//! that began it all either forgets the notes or follows them, last first.

use std::cell::RefCell;

use crate::error::InvalidError;

type Undo = Box<dyn FnOnce() -> Result<(), InvalidError>>;

thread_local! {
    static OPEN: RefCell<Vec<Vec<Undo>>> = const { RefCell::new(Vec::new()) };
}

/// A load in this thread, during which devices leave notes.
#[derive(Debug)]
pub(crate) struct Transaction {
    depth: usize,
}

impl Transaction {
    /// Opens a transaction inside the one that is open, if any.
    pub(crate) fn open() -> Self {
        OPEN.with(|open| {
            let mut open = open.borrow_mut();
            open.push(Vec::new());
            Self { depth: open.len() }
        })
    }

    /// Leaves a note in the innermost transaction, if there is one.
    ///
    /// # Safety
    ///
    /// What `undo` refers to lives until the notes of the transaction were followed or dropped.
    pub(crate) unsafe fn on_failure<'a>(undo: impl FnOnce() -> Result<(), InvalidError> + 'a) {
        let undo: Box<dyn FnOnce() -> Result<(), InvalidError> + 'a> = Box::new(undo);
        // SAFETY: the caller promises that what the note refers to outlives it.
        let undo = unsafe { core::mem::transmute::<Box<dyn FnOnce() -> Result<(), InvalidError> + 'a>, Undo>(undo) };
        OPEN.with(|open| {
            if let Some(innermost) = open.borrow_mut().last_mut() {
                innermost.push(undo);
            }
        });
    }

    /// Ends the transaction.
    pub(crate) fn close(self) -> Notes {
        Notes(self.take_notes())
    }

    fn take_notes(&self) -> Vec<Undo> {
        // What was opened inside and forgotten is part of this one.
        OPEN.with(|open| {
            let mut open = open.borrow_mut();
            let inside = self.depth.saturating_sub(1).min(open.len());
            open.drain(inside..).flatten().collect()
        })
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // The notes own device code with a `Drop`, maybe; none of it runs while the list is borrowed.
        drop(self.take_notes());
    }
}

/// What devices have noted during a load.
pub(crate) struct Notes(Vec<Undo>);

impl Notes {
    /// Follows the notes, last first; all of them, whatever happens on the way.
    pub(crate) fn follow(self) -> Result<(), InvalidError> {
        let mut result = Ok(());
        for undo in self.0.into_iter().rev() {
            result = result.and(undo());
        }
        result
    }
}
