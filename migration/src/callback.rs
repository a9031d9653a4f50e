//! Rust functions behind C function pointers.
//!
//! A table holds plain C function pointers without data. A Rust function becomes one through its type: a function or a
//! closure without captures has a type of its own and no bytes, so the trampoline can make it up from nothing.

use core::{any::Any, ffi::c_int, fmt, mem, ptr::NonNull};
use std::{
    cell::Cell,
    panic::{catch_unwind, AssertUnwindSafe},
};

use crate::{
    bindings,
    error::{Errno, InvalidError},
    memory::Refusal,
    report,
};

mod sealed {
    pub trait Sealed<Arguments, R> {}
}

/// A function that fits into a table: a `fn` item or a closure that captures nothing.
///
/// Hooks are handed over by reference, as in `.post_load(&Self::post_load)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit here as a hook",
    label = "wrong signature, or it captures something",
    note = "a hook is a `fn` item given by reference, as in `&Self::hook`: `pre_load`, `pre_save` and `post_save` are \
            `fn(&T) -> Result<(), E>`, `post_load` is `fn(&T, u8) -> Result<(), E>`, `needed` is `fn(&T) -> bool`, a field's \
            test is `fn(&T, u8) -> bool`; `E` is `InvalidError`, `Infallible` or whatever converts into `Errno`"
)]
pub trait FnCall<Arguments, R>: sealed::Sealed<Arguments, R> + Copy + 'static {
    /// Calls the function.
    ///
    /// # Safety
    ///
    /// A value of the type has existed.
    #[doc(hidden)]
    unsafe fn call(arguments: Arguments) -> R;
}

/// Refuses a function with data, where a table is built: there the compiler's message leads to the table.
pub(crate) const fn check_no_captures<F>() {
    assert!(
        size_of::<F>() == 0,
        "a hook is a `fn` item or a closure that captures nothing: a table has no room for data"
    );
}

/// Makes up a function from its type.
///
/// # Safety
///
/// A value of `F` has existed.
unsafe fn conjure<F: Copy>() -> F {
    const { check_no_captures::<F>() };
    // SAFETY: a type without bytes is read from any aligned address; a value existed and `F` is `Copy`, so one more may.
    unsafe { NonNull::<F>::dangling().as_ptr().read() }
}

impl<F: Fn(A) -> R + Copy + 'static, A, R> sealed::Sealed<(A,), R> for F {}
impl<F: Fn(A) -> R + Copy + 'static, A, R> FnCall<(A,), R> for F {
    unsafe fn call((a,): (A,)) -> R {
        // SAFETY: promised by the caller.
        let function = unsafe { conjure::<F>() };
        function(a)
    }
}

impl<F: Fn(A, B) -> R + Copy + 'static, A, B, R> sealed::Sealed<(A, B), R> for F {}
impl<F: Fn(A, B) -> R + Copy + 'static, A, B, R> FnCall<(A, B), R> for F {
    unsafe fn call((a, b): (A, B)) -> R {
        // SAFETY: promised by the caller.
        let function = unsafe { conjure::<F>() };
        function(a, b)
    }
}

thread_local! {
    // By itself, as most calls leave none, and each looks: this needs no destructor, so looking is one read.
    static HAS_REASON: Cell<bool> = const { Cell::new(false) };
    static REASON: Cell<Option<Failure>> = const { Cell::new(None) };
    static INDEX: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Why a function behind a C pointer failed: the C boundary itself has room for a number only.
#[derive(Debug)]
pub(crate) enum Failure {
    Refused(InvalidError),
    Panicked(String),
    /// With an error number, and nothing else to say.
    Numbered(c_int),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(invalid) => invalid.fmt(f),
            Self::Panicked(text) => write!(f, "device code panicked: {text}"),
            Self::Numbered(status) => std::io::Error::from_raw_os_error(status.saturating_neg()).fmt(f),
        }
    }
}

/// Keeps the reason for whoever called through the C boundary; shows it where that is a C core, which has no place for it.
pub(crate) fn leave_reason(failure: Failure) {
    if cfg!(feature = "stream") {
        HAS_REASON.set(true);
        REASON.set(Some(failure));
    } else {
        report::show(&failure);
    }
}

/// The reason of the call that has just failed, if it left one.
#[inline]
pub(crate) fn take_reason() -> Option<Failure> {
    if HAS_REASON.get() {
        taken_reason()
    } else {
        None
    }
}

/// Whether the call that has just returned left a reason.
#[inline]
pub(crate) fn has_reason() -> bool {
    HAS_REASON.get()
}

/// Before a call whose reason is of interest, if it leaves one.
#[inline]
pub(crate) fn forget_reason() {
    if HAS_REASON.get() {
        drop(taken_reason());
    }
}

#[cold]
fn taken_reason() -> Option<Failure> {
    HAS_REASON.set(false);
    REASON.take()
}

/// Keeps which element of a list it was that has just failed.
pub(crate) fn leave_index(index: usize) {
    if cfg!(feature = "stream") {
        INDEX.with(|kept| kept.set(Some(index)));
    }
}

/// The element of a list at which the call that has just failed did so, if it was one.
pub(crate) fn take_index() -> Option<usize> {
    INDEX.with(Cell::take)
}

/// Device code that has failed: the number for C, and the reason, if it gave one.
struct Failed {
    status: c_int,
    reason: Option<Failure>,
}

/// Runs device code for C: an error becomes a negative error number, and so does a panic.
pub(crate) fn run<E: Into<Errno> + 'static>(function: impl FnOnce() -> Result<(), E>) -> c_int {
    match attempt(function) {
        Ok(()) => 0,
        Err(Failed { status, reason }) => {
            if let Some(reason) = reason {
                leave_reason(reason);
            }
            status
        }
    }
}

/// As [`run`], for a hook with an error object: success is yes, and the message of an error or a panic goes into the object.
///
/// # Safety
///
/// `errp` is null, or leads to a null pointer that takes the object.
pub(crate) unsafe fn run_errp<E: Into<Errno> + 'static>(
    errp: *mut *mut bindings::Error,
    function: impl FnOnce() -> Result<(), E>,
) -> bool {
    let Err(Failed { status, reason }) = attempt(function) else { return true };
    let reason = reason.unwrap_or(Failure::Numbered(status));
    if cfg!(feature = "stream") {
        // The engine makes no error objects: it asks for the reason.
        leave_reason(reason);
    } else {
        // SAFETY: promised by the caller.
        unsafe { report::set(errp, &reason) };
    }
    false
}

fn attempt<E: Into<Errno> + 'static>(function: impl FnOnce() -> Result<(), E>) -> Result<(), Failed> {
    report::forget_shown();
    // What becomes of the error is device code too: the conversion, and its `Drop`.
    let outcome = catch_panic(|| {
        let Err(error) = function() else { return Ok(()) };
        let invalid = (&error as &dyn Any).downcast_ref::<InvalidError>().cloned();
        let status = match error.into().into_neg_errno() {
            // To C it would be a success.
            0 => -libc::EINVAL,
            number => number,
        };
        Err(Failed { status, reason: invalid.map(Failure::Refused) })
    });
    outcome.unwrap_or_else(|failure| Err(Failed { status: -libc::EIO, reason: Some(failure) }))
}

/// Runs device code; a panic becomes an error.
pub(crate) fn catch<R>(function: impl FnOnce() -> Result<R, InvalidError>) -> Result<R, InvalidError> {
    catch_panic(function).unwrap_or_else(|failure| match failure {
        Failure::Refused(refused) => Err(refused),
        Failure::Panicked(text) => Err(InvalidError::panicked(&text)),
        Failure::Numbered(_) => Err(InvalidError::new(failure.to_string())),
    })
}

/// Runs a test of device code for C. A panic is a no, and leaves its reason.
pub(crate) fn ask(function: impl FnOnce() -> bool) -> bool {
    catch_panic(function).unwrap_or_else(|failure| {
        leave_reason(failure);
        false
    })
}

/// Runs device code; a panic becomes its text, and a lack of memory an error.
fn catch_panic<R>(function: impl FnOnce() -> R) -> Result<R, Failure> {
    catch_unwind(AssertUnwindSafe(function)).map_err(|payload| {
        let payload = match payload.downcast::<Refusal>() {
            Ok(refusal) => return Failure::Refused(refusal.0),
            Err(payload) => payload,
        };
        let text = panic_text(&*payload);
        // What a panic carries can panic when it is dropped; what that carries is not dropped any more.
        if let Err(next) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            mem::forget(next);
        }
        Failure::Panicked(text)
    })
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "device code panicked".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{panic_any, resume_unwind};

    use super::*;
    use crate::error::Origin;

    /// Panics when it is dropped, with another one of its kind.
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            resume_unwind(Box::new(Bomb));
        }
    }

    #[test]
    fn a_panic_in_the_conversion_of_an_error_stays_inside() {
        struct Fussy;
        impl From<Fussy> for Errno {
            fn from(_: Fussy) -> Self {
                panic!("no number for this")
            }
        }
        assert_eq!(run(|| Err(Fussy)), -libc::EIO);
        assert!(matches!(take_reason(), Some(Failure::Panicked(text)) if text == "no number for this"));
    }

    #[test]
    fn an_error_is_no_success_whatever_its_number() {
        assert_eq!(run(|| Err(Errno(0))), -libc::EINVAL);
        assert_eq!(run(|| Err(Errno(u16::MAX))), -i32::from(u16::MAX));
    }

    #[test]
    fn what_a_panic_carries_stays_inside() {
        assert_eq!(run(|| -> Result<(), InvalidError> { panic_any(Bomb) }), -libc::EIO);
        assert_eq!(catch(|| -> Result<(), InvalidError> { panic_any(Bomb) }).unwrap_err().origin(), Origin::Panicked);
        assert!(!ask(|| panic_any(Bomb)));
        assert!(matches!(take_reason(), Some(Failure::Panicked(_))));
    }

    #[test]
    fn an_error_that_panics_when_it_goes_stays_inside() {
        struct Loaded(Bomb);
        impl From<Loaded> for Errno {
            fn from(_: Loaded) -> Self {
                Self(5)
            }
        }
        assert_eq!(run(|| Err(Loaded(Bomb))), -libc::EIO);
    }
}
