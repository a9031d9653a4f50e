//! Device code that refuses or panics when it is told to, and a list of what was called.

use std::{cell::RefCell, panic::resume_unwind};

use migration::InvalidError;

thread_local! {
    static FAULT: RefCell<String> = const { RefCell::new(String::new()) };
    static CALLED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Sets which device code fails from now on.
pub fn set(fault: &str) {
    FAULT.with_borrow_mut(|kept| fault.clone_into(kept));
}

/// What was called since the last question.
pub fn called() -> String {
    CALLED.with_borrow_mut(std::mem::take).join(" ")
}

/// Device code of this name runs.
///
/// # Errors
///
/// If it is the one that fails.
///
/// # Panics
///
/// If it is the one that panics.
pub fn run(name: &'static str) -> Result<(), InvalidError> {
    CALLED.with_borrow_mut(|called| called.push(name));
    let fault = FAULT.with_borrow(String::clone);
    if fault.strip_suffix("-panic") == Some(name) {
        // As a panic, but for the hook, which would print each of some thousands.
        resume_unwind(Box::new(format!("the {name} of the test panics")));
    }
    if fault == name {
        return Err(InvalidError::new(format!("the {name} of the test refuses")));
    }
    Ok(())
}

/// A test of a device's, which cannot refuse but panic.
///
/// # Panics
///
/// If it is the one that panics.
pub fn ask(name: &'static str, answer: bool) -> bool {
    run(name).is_ok() && answer
}
