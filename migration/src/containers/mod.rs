//! Lists and maps: the shadows of `Vec`, `VecDeque`, `LinkedList` and `BTreeMap`.
//!
//! Their kinds are those of QEMU's lists and trees, written against the C surface, so that they run under its C core too.

mod convert;
mod counted;
mod list;
mod range;
mod resize;
mod tree;
mod varray;
mod wire;

pub use counted::{check_counted, Countable};
pub use list::{Linked, List, ListKind, Queue};
pub use resize::restore_elements;
pub use tree::Tree;
pub use varray::{check_elements, snapshot_elements, Varray};
