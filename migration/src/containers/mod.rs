//! Lists and maps: the shadows of `Vec`, `VecDeque`, `LinkedList` and `BTreeMap`.
//!
//! Their kinds are those of QEMU's lists and trees, written against the C surface, so that they run under its C core too.

mod convert;
mod list;
mod range;
mod tree;
mod wire;

pub use list::{Linked, List, ListKind, Queue};
pub use tree::Tree;
