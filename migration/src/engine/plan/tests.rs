//! Plans beside the plain walk.

use std::cell::Cell;

thread_local! {
    static PLAIN: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread walks tables field by field, all of them.
pub(super) fn is_plain_walk_asked_for() -> bool {
    PLAIN.get()
}

/// Runs code with the plain walk alone.
fn plainly<R>(run: impl FnOnce() -> R) -> R {
    PLAIN.set(true);
    let result = run();
    PLAIN.set(false);
    result
}
