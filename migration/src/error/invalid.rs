//! The error of device code: a value that the device cannot take or give.

use core::fmt;
use std::borrow::Cow;

/// A device's state that cannot be saved, or a received state that the device cannot take.
///
/// It is used like a value, `Err(InvalidError)`, by code that has nothing to add, and with a reason by all other. The
/// path of the field is put in front of it level by level, by the generated code.
///
/// ```
/// use migration::InvalidError;
///
/// fn check_position(position: u32) -> Result<(), InvalidError> {
///     if position < 16 {
///         Ok(())
///     } else {
///         Err(InvalidError::new(format!("expected a position below 16, found {position}")).at("read_pos"))
///     }
/// }
///
/// assert_eq!(check_position(16).unwrap_err().to_string(), "read_pos: expected a position below 16, found 16");
/// ```
///
/// A const of the same name stands for the error without path and reason. As a pattern it matches just that one: write
/// `Err(_)` or `Err(InvalidError { .. })` to match every error.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct InvalidError {
    // Boxed so that the `Result` of the many functions that never fail stays one word.
    detail: Option<Box<Detail>>,
}

#[derive(Clone, PartialEq, Eq, Default)]
struct Detail {
    path: String,
    reason: Cow<'static, str>,
    origin: Origin,
}

/// What brought the error about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Origin {
    /// Device code, or a check of this crate, refuses a value.
    #[default]
    Refused,
    /// Device code panicked.
    Panicked,
    /// There is no memory, or the load may not ask for so much.
    Memory,
    /// The value cannot be reached now, whatever the stream is.
    OutOfReach,
}

/// The [`struct@InvalidError`] that carries neither path nor reason.
#[expect(non_upper_case_globals, reason = "device code uses the type's name as a value, as with a unit struct")]
pub const InvalidError: InvalidError = InvalidError { detail: None };

impl InvalidError {
    /// An error that says what was expected and what was found.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(Box::new(Detail { reason: reason.into(), ..Detail::default() })) }
    }

    /// What stands for a panic of device code.
    pub(crate) fn panicked(text: &str) -> Self {
        let reason = format!("device code panicked: {text}").into();
        Self { detail: Some(Box::new(Detail { reason, origin: Origin::Panicked, ..Detail::default() })) }
    }

    /// What stands for memory that there is not.
    pub(crate) fn above_limit(reason: String) -> Self {
        Self { detail: Some(Box::new(Detail { reason: reason.into(), origin: Origin::Memory, ..Detail::default() })) }
    }

    /// What stands for a value behind a lock that nobody gets.
    pub(crate) fn out_of_reach(reason: &'static str) -> Self {
        Self {
            detail: Some(Box::new(Detail { reason: reason.into(), origin: Origin::OutOfReach, ..Detail::default() })),
        }
    }

    /// Adds what went wrong while the old state was put back.
    pub(crate) fn and_then_failed(self, stuck: &Self) -> Self {
        let reason = format!("{}; and putting the old state back failed: {stuck}", self.reason()).into();
        let detail = self.detail.unwrap_or_default();
        Self { detail: Some(Box::new(Detail { reason, ..*detail })) }
    }

    /// What brought it about.
    pub(crate) fn origin(&self) -> Origin {
        self.detail.as_ref().map_or(Origin::Refused, |detail| detail.origin)
    }

    /// Puts the name of a field in front of the path.
    ///
    /// ```
    /// use migration::InvalidError;
    ///
    /// let error = InvalidError::new("too large").at_index(3).at("channels").at("dma");
    /// assert_eq!(error.path(), "dma.channels[3]");
    /// ```
    #[must_use]
    pub fn at(self, field: &str) -> Self {
        self.in_front(field)
    }

    /// Puts the index of an array element in front of the path.
    #[must_use]
    pub fn at_index(self, index: usize) -> Self {
        self.in_front(&format!("[{index}]"))
    }

    fn in_front(self, step: &str) -> Self {
        let mut detail = self.detail.unwrap_or_default();
        let dot = if detail.path.is_empty() || detail.path.starts_with('[') { "" } else { "." };
        detail.path = format!("{step}{dot}{}", detail.path);
        Self { detail: Some(detail) }
    }

    /// The path of the field below the device, empty if the whole device is meant.
    pub fn path(&self) -> &str {
        self.detail.as_ref().map_or("", |detail| &detail.path)
    }

    /// What is wrong, if whoever made the error said so.
    pub fn reason(&self) -> &str {
        match &self.detail {
            Some(detail) if !detail.reason.is_empty() => &detail.reason,
            _ => "invalid state (the device gives no reason)",
        }
    }
}

impl fmt::Display for InvalidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            "" => f.write_str(self.reason()),
            path => write!(f, "{path}: {}", self.reason()),
        }
    }
}

impl fmt::Debug for InvalidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvalidError({self})")
    }
}

impl std::error::Error for InvalidError {}
