//! Memory that a load asks for: counted against a limit, and asked for so that a no is an error and not the end of the program.

use core::cell::Cell;
use std::{
    collections::VecDeque,
    panic::{panic_any, resume_unwind},
};

use crate::error::{many_bytes, InvalidError};

#[derive(Clone, Copy, Debug)]
struct State {
    /// What the load had to begin with.
    limit: usize,
    left: usize,
}

thread_local! {
    /// What the innermost load of this thread may still ask for; without a load, whatever there is.
    static STATE: Cell<Option<State>> = const { Cell::new(None) };
    /// What the loads of this thread that are no part of another have asked for, since somebody began to count.
    static ASKED_FOR: Cell<usize> = const { Cell::new(0) };
}

/// Runs code, and counts what the loads in it ask for.
pub(crate) fn counted<R>(run: impl FnOnce() -> R) -> (R, usize) {
    let before = ASKED_FOR.get();
    let result = run();
    (result, ASKED_FOR.get().saturating_sub(before))
}

/// A load in this thread, which asks for so much memory at most, all that it has returned included.
#[derive(Debug)]
pub(crate) struct Budget {
    outer: Option<State>,
    granted: usize,
}

impl Budget {
    /// Begins a load. Inside another one, in a hook of it, it has no more than that has left.
    pub(crate) fn open(limit: usize) -> Self {
        let outer = STATE.get();
        let granted = outer.map_or(limit, |outer| outer.left.min(limit));
        STATE.set(Some(State { limit: granted, left: granted }));
        Self { outer, granted }
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        let used = self.granted - STATE.get().map_or(0, |state| state.left.min(self.granted));
        if self.outer.is_none() {
            ASKED_FOR.set(ASKED_FOR.get().saturating_add(used));
        }
        STATE.set(self.outer.map(|outer| State { left: outer.left.saturating_sub(used), ..outer }));
    }
}

/// Runs what must not be refused for lack of a budget: the way back of a load that has failed.
pub(crate) fn without_budget<R>(run: impl FnOnce() -> R) -> R {
    /// Also where device code panics.
    struct Before(Option<State>);
    impl Drop for Before {
        fn drop(&mut self) {
            STATE.set(self.0);
        }
    }
    let _before = Before(STATE.take());
    run()
}

/// Notes that so many bytes are about to be asked for.
pub(crate) fn charge(bytes: usize) -> Result<(), InvalidError> {
    let Some(state) = STATE.get() else { return Ok(()) };
    let left = state.left.checked_sub(bytes).ok_or_else(|| {
        InvalidError::above_limit(format!(
            "expected a load that asks for at most {} of memory (`Limits::memory`), found one that asks for {bytes} more \
             when {} are left",
            many_bytes(state.limit),
            state.left
        ))
    })?;
    STATE.set(Some(State { left, ..state }));
    Ok(())
}

/// As [`charge`], for so many values.
pub(crate) fn charge_values<T>(count: usize) -> Result<(), InvalidError> {
    charge(count.saturating_mul(size_of::<T>()))
}

fn none_for(bytes: usize) -> InvalidError {
    InvalidError::above_limit(format!("there is no memory for {bytes} bytes"))
}

/// Containers that can be asked whether there is memory.
pub(crate) trait Reserve {
    type Element;

    /// Room for just so many more elements.
    fn reserve_or_refuse(&mut self, additional: usize) -> Result<(), InvalidError>;
}

macro_rules! reserve {
    ($($container:ident),*) => {$(
        impl<T> Reserve for $container<T> {
            type Element = T;

            fn reserve_or_refuse(&mut self, additional: usize) -> Result<(), InvalidError> {
                if self.capacity() - self.len() >= additional {
                    return Ok(());
                }
                let wanted = self.len().saturating_add(additional);
                charge_values::<T>(wanted)?;
                self.try_reserve_exact(additional).map_err(|_| none_for(wanted.saturating_mul(size_of::<T>())))
            }
        }
    )*};
}

reserve!(Vec, VecDeque);

/// One more element in a vector that has at most `maximum` of them.
pub(crate) fn push<T>(elements: &mut Vec<T>, element: T, maximum: usize) -> Result<(), InvalidError> {
    let length = elements.len();
    if length == elements.capacity() {
        elements.reserve_or_refuse(length.max(4).min(maximum.saturating_sub(length)).max(1))?;
    }
    elements.push(element);
    Ok(())
}

/// Moves a value into a box.
///
/// # Panics
///
/// If there is no memory; in a load that is an error.
pub(crate) fn boxed<T>(value: T) -> Box<T> {
    let mut one = Vec::new();
    one.reserve_or_refuse(1).unwrap_or_else(|refused| raise(refused));
    one.push(value);
    let one = Box::into_raw(one.into_boxed_slice());
    // SAFETY: a slice of one value is laid out as the value, and was a box of that layout.
    unsafe { Box::from_raw(one.cast::<T>()) }
}

/// So many values in a box.
///
/// # Panics
///
/// As [`boxed`].
pub(crate) fn boxed_slice<T>(count: usize, make: impl FnMut() -> T) -> Box<[T]> {
    let mut values = Vec::new();
    values.reserve_or_refuse(count).unwrap_or_else(|refused| raise(refused));
    values.resize_with(count, make);
    values.into_boxed_slice()
}

/// What an allocation that has no result of its own says where there is no memory.
#[derive(Debug)]
pub(crate) struct Refusal(pub InvalidError);

/// Ends the device code that wanted memory. In a load whoever called that code makes an error of it, and no panic is reported.
pub(crate) fn raise(refused: InvalidError) -> ! {
    if STATE.get().is_some() {
        resume_unwind(Box::new(Refusal(refused)))
    }
    panic_any(refused.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_inside_another_has_no_more_than_that() {
        assert!(charge(usize::MAX).is_ok());
        let _outer = Budget::open(100);
        charge(40).unwrap();
        {
            let _inner = Budget::open(1000);
            charge(50).unwrap();
            assert!(charge(11).is_err());
            without_budget(|| charge(usize::MAX)).unwrap();
        }
        assert!(charge(11).unwrap_err().to_string().contains("at most 100 bytes"));
        charge(10).unwrap();
        assert!(charge(1).is_err());
    }

    #[test]
    fn growing_asks_for_no_more_than_the_maximum() {
        let mut elements = Vec::new();
        {
            let _budget = Budget::open(8 * (4 + 8 + 10));
            for index in 0..10_u64 {
                push(&mut elements, index, 10).unwrap();
            }
        }
        assert_eq!((elements.capacity(), elements.len()), (10, 10));
    }

    #[test]
    fn a_box_holds_what_was_put_in() {
        assert_eq!(*boxed([7_u16; 300]), [7; 300]);
        assert_eq!(*boxed(()), ());
        let _budget = Budget::open(7);
        let refused = std::panic::catch_unwind(|| boxed(1_u64)).unwrap_err();
        assert!(refused.downcast::<Refusal>().is_ok());
    }
}
