//! Values in messages of generated code, shown if their type can be.
//!
//! Generated code does not ask for `Debug` of a user's type. It calls `(&Shown(&value)).text()`, which is `Debug`'s text where
//! there is one, as the compiler tries that method first.

use core::fmt::{Debug, Display};

use crate::error::InvalidError;

/// A value that is to be shown.
#[derive(Debug)]
pub struct Shown<'v, T>(pub &'v T);

/// For values that can be shown.
pub trait ShownByDebug {
    /// The text for the message.
    fn text(&self) -> String;
}

impl<T: Debug> ShownByDebug for Shown<'_, T> {
    fn text(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// For all others.
pub trait ShownByName {
    /// The text for the message.
    fn text(&self) -> String;
}

impl<T> ShownByName for &Shown<'_, T> {
    fn text(&self) -> String {
        format!("another value of `{}`", core::any::type_name::<T>())
    }
}

/// The error of a conversion, which says why if it can.
#[derive(Debug)]
pub struct Explained<'e, E>(pub &'e E);

/// For errors with a text.
pub trait ExplainedByDisplay {
    /// What the message ends with.
    fn reason(&self) -> String;
}

impl<E: Display> ExplainedByDisplay for Explained<'_, E> {
    fn reason(&self) -> String {
        format!(": {}", self.0)
    }
}

/// For all others.
pub trait Unexplained {
    /// What the message ends with.
    fn reason(&self) -> &'static str;
}

impl<E> Unexplained for &Explained<'_, E> {
    fn reason(&self) -> &'static str {
        ""
    }
}

/// A value that has no counterpart in another type.
pub fn unconvertible(wanted: &str, found: &str, reason: &str) -> InvalidError {
    InvalidError::new(format!("expected a value of `{wanted}`, found {found}{reason}"))
}
