//! What can go wrong, and how it is said.

mod errno;
mod invalid;
mod load;
mod words;

pub use errno::{into_neg_errno, Errno, NonNegative};
pub use invalid::InvalidError;
#[cfg(test)]
pub(crate) use invalid::Origin;
pub use load::{Error, ErrorKind};
pub(crate) use words::{many_bytes, many_elements};
