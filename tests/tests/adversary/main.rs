//! Programs without `unsafe` that try to cause undefined behaviour (R7). Each has been one that did, or comes close.
#![forbid(unsafe_code)]

mod borrows;
mod macros;
mod overlap;
mod pointers;
mod reentrance;
