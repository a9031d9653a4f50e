//! Error numbers, the language of errors at the C boundary.

use core::convert::Infallible;
use std::io;

use super::InvalidError;

/// An error number, positive: `Errno(libc::EINVAL as u16)`.
///
/// ```
/// use migration::{Errno, InvalidError};
///
/// assert_eq!(Errno::from(InvalidError).into_neg_errno(), -22);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno(pub u16);

impl Errno {
    /// The number as C functions return it: below zero.
    pub fn into_neg_errno(self) -> i32 {
        -i32::from(self.0)
    }
}

impl From<InvalidError> for Errno {
    fn from(_: InvalidError) -> Self {
        Self(libc::EINVAL as u16)
    }
}

impl From<Infallible> for Errno {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<io::Error> for Errno {
    fn from(error: io::Error) -> Self {
        match error.raw_os_error().map(u16::try_from) {
            Some(Ok(number)) => Self(number),
            _ => error.kind().into(),
        }
    }
}

impl From<io::ErrorKind> for Errno {
    fn from(kind: io::ErrorKind) -> Self {
        let number = match kind {
            io::ErrorKind::NotFound => libc::ENOENT,
            io::ErrorKind::PermissionDenied => libc::EPERM,
            io::ErrorKind::AlreadyExists => libc::EEXIST,
            io::ErrorKind::WouldBlock => libc::EAGAIN,
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => libc::EINVAL,
            io::ErrorKind::OutOfMemory => libc::ENOMEM,
            io::ErrorKind::Unsupported => libc::ENOTSUP,
            _ => libc::EIO,
        };
        Self(number as u16)
    }
}

impl From<Errno> for io::Error {
    fn from(errno: Errno) -> Self {
        Self::from_raw_os_error(i32::from(errno.0))
    }
}

/// A value that shares a C `int` with error numbers: never below zero.
pub trait NonNegative {
    /// The C value of success.
    fn into_int(self) -> i32;
}

impl NonNegative for () {
    fn into_int(self) -> i32 {
        0
    }
}

impl NonNegative for u8 {
    fn into_int(self) -> i32 {
        i32::from(self)
    }
}

impl NonNegative for u16 {
    fn into_int(self) -> i32 {
        i32::from(self)
    }
}

/// A result as C functions return it: 0 or above for success, a negative error number else.
///
/// ```
/// use migration::{into_neg_errno, InvalidError};
///
/// assert_eq!(into_neg_errno(Ok::<(), InvalidError>(())), 0);
/// assert!(into_neg_errno(Err::<(), _>(InvalidError)) < 0);
/// ```
pub fn into_neg_errno<T: NonNegative, E: Into<Errno>>(result: Result<T, E>) -> i32 {
    match result {
        Ok(value) => value.into_int(),
        Err(error) => error.into().into_neg_errno(),
    }
}
