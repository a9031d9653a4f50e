//! What running an entry comes to touch.

use core::ffi::CStr;

use super::{VMState, WireLen};

/// What running an entry, at any depth, comes to touch beside the bytes at the entry's place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// The first field of which a load writes bytes outside of cells.
    pub outside_cells: Option<&'static CStr>,
    /// Some bytes are reached through a pointer.
    pub follows_pointers: bool,
    /// Device code runs: a hook, a test, a check, or a kind that calls it. The check of a count without a test is none.
    pub runs_code: bool,
    /// How many bytes there are in a stream at most.
    pub wire_len: WireLen,
}

impl Reach {
    /// Of an entry that is not there.
    pub const NONE: Self =
        Self { outside_cells: None, follows_pointers: false, runs_code: false, wire_len: WireLen::ZERO };
    /// Of an entry about which nothing is known.
    pub const UNKNOWN: Self = Self {
        outside_cells: Some(c"(a raw entry)"),
        follows_pointers: true,
        runs_code: true,
        wire_len: WireLen::UNKNOWN,
    };

    /// Of a field with this name.
    pub const fn of<T: VMState>(name: &'static CStr) -> Self {
        let outside_cells = if T::IN_CELLS { None } else { Some(name) };
        Self { outside_cells, follows_pointers: T::FOLLOWS_POINTERS, runs_code: T::RUNS_CODE, wire_len: T::WIRE_LEN }
    }

    /// Of both entries.
    pub const fn and(self, other: Self) -> Self {
        Self {
            outside_cells: if self.outside_cells.is_some() { self.outside_cells } else { other.outside_cells },
            follows_pointers: self.follows_pointers || other.follows_pointers,
            runs_code: self.runs_code || other.runs_code,
            wire_len: self.wire_len.and(other.wire_len),
        }
    }

    pub const fn running_code(self) -> Self {
        Self { runs_code: true, ..self }
    }
}

/// What a cell may hold: bytes that a load overwrites where they are, with nobody looking.
///
/// A journal notes the address of what a load overwrites, and a hook may put another value into the cell, with another box in
/// it. A hook of what is in the cell would be given a reference into it, which the cell does not know of.
pub(super) const fn check_fits_cell<T: VMState>() {
    assert!(
        !T::FOLLOWS_POINTERS,
        "a cell of a table holds no pointer, as device code may put another one in while a load writes: put the cell into the \
         box, `Box<BqlCell<_>>`, or the value into a `Migratable<Mutex<_>>`"
    );
    assert!(
        !T::RUNS_CODE,
        "a cell of a table holds nothing that calls device code (hooks, tests, checks, `Migratable`), as that would look into \
         the cell while a load writes: put cells around the fields instead, or the value into a `Migratable<Mutex<_>>`"
    );
}
