//! What can go wrong, and how it is said.

mod errno;
mod invalid;
mod load;

pub use errno::{into_neg_errno, Errno, NonNegative};
pub use invalid::InvalidError;
pub use load::{Error, ErrorKind};
