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
#[cfg_attr(not(feature = "stream"), expect(dead_code, reason = "only the engine opens one"))]
pub(crate) struct Transaction {
    depth: usize,
}

impl Transaction {
    /// Opens a transaction inside the one that is open, if any.
    #[cfg_attr(not(feature = "stream"), expect(dead_code, reason = "only the engine opens one"))]
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
    /// What `undo` refers to lives until the transaction ends.
    pub(crate) unsafe fn on_failure<'a>(undo: impl FnOnce() -> Result<(), InvalidError> + 'a) {
        let undo: Box<dyn FnOnce() -> Result<(), InvalidError> + 'a> = Box::new(undo);
        // SAFETY: the note is followed or dropped before the transaction ends, and the caller promises that all lives until then.
        let undo = unsafe { core::mem::transmute::<Box<dyn FnOnce() -> Result<(), InvalidError> + 'a>, Undo>(undo) };
        OPEN.with(|open| {
            if let Some(innermost) = open.borrow_mut().last_mut() {
                innermost.push(undo);
            }
        });
    }

    /// Follows the notes, last first; all of them, whatever happens on the way.
    #[cfg_attr(not(feature = "stream"), expect(dead_code, reason = "only the engine opens one"))]
    pub(crate) fn roll_back(self) -> Result<(), InvalidError> {
        let notes = self.take_notes();
        let mut result = Ok(());
        for undo in notes.into_iter().rev() {
            result = result.and(undo());
        }
        result
    }

    fn take_notes(&self) -> Vec<Undo> {
        OPEN.with(|open| {
            let mut open = open.borrow_mut();
            // A transaction forgotten inside this one is part of it.
            let inner: Vec<Undo> = open.drain(self.depth - 1..).flatten().collect();
            open.push(Vec::new());
            inner
        })
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // Notes may own device code with a `Drop`; none of it runs while the list is borrowed.
        let forgotten = OPEN.with(|open| open.borrow_mut().split_off(self.depth - 1));
        drop(forgotten);
    }
}
