//! Elements that another field counts.

use core::{
    cell::UnsafeCell,
    fmt,
    ops::{Deref, DerefMut},
};

use crate::{
    bindings::{VMStateField, VMStateFlags},
    error::InvalidError,
    memory::Reserve as _,
    state::{each, ToMigrationState},
    vmstate::{Blank, Bounded, VMState, WireLen},
};

/// The migrated elements of a `Vec` that another field counts: at most `MAX`.
///
/// On the wire are the elements alone. A table counts them with `vmstate_of!(Device, elements[0 .. count])`, and a load makes
/// them as many as the count says, if that is not above `MAX`. The elements may be of any kind.
///
/// ```
/// use migration::{load_state_mut, save_state, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "queue")]
/// struct Queue {
///     level: u8,
///     #[migration_state(len = level, range = ..=4)]
///     entries: Vec<u16>,
/// }
///
/// let mut queue = Queue { level: 2, entries: vec![1, 0x203] };
/// assert_eq!(save_state(&queue)?, [2, 0, 1, 2, 3]);
///
/// load_state_mut(&mut queue, &[3, 0, 4, 0, 5, 0, 6], 1)?;
/// assert_eq!(queue.entries, [4, 5, 6]);
/// let error = load_state_mut(&mut queue, &[5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1).unwrap_err();
/// assert!(error.to_string().ends_with("expected at most 4 elements, found a count of 5 in `level`"));
/// queue.level = 2;
/// assert!(save_state(&queue).is_err());
/// # Ok::<(), migration::Error>(())
/// ```
#[repr(C)]
pub struct Varray<M, const MAX: usize> {
    /// Where the elements are, for C; always those of the vector.
    first: UnsafeCell<*mut M>,
    elements: UnsafeCell<Vec<M>>,
}

// SAFETY: the pointer leads to the elements, which belong to this value.
unsafe impl<M: Send, const MAX: usize> Send for Varray<M, MAX> {}

impl<M, const MAX: usize> Varray<M, MAX> {
    /// No elements.
    pub const fn new() -> Self {
        Self { first: UnsafeCell::new(core::ptr::null_mut()), elements: UnsafeCell::new(Vec::new()) }
    }

    /// Changes the vector, and follows it.
    fn change<R>(&mut self, change: impl FnOnce(&mut Vec<M>) -> R) -> R {
        let elements = self.elements.get_mut();
        let result = change(elements);
        *self.first.get_mut() = elements.as_mut_ptr();
        result
    }

    /// Takes all elements out.
    pub fn into_vec(self) -> Vec<M> {
        self.elements.into_inner()
    }
}

impl<M, const MAX: usize> From<Vec<M>> for Varray<M, MAX> {
    fn from(elements: Vec<M>) -> Self {
        let mut varray = Self::new();
        varray.change(|own| *own = elements);
        varray
    }
}

impl<M, const MAX: usize> Deref for Varray<M, MAX> {
    type Target = [M];

    fn deref(&self) -> &[M] {
        // SAFETY: only a load changes the vector without an exclusive reference, and then nobody else has a reference.
        unsafe { &*self.elements.get() }
    }
}

impl<M, const MAX: usize> DerefMut for Varray<M, MAX> {
    fn deref_mut(&mut self) -> &mut [M] {
        self.elements.get_mut()
    }
}

impl<M, const MAX: usize> Default for Varray<M, MAX> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M, const MAX: usize> Blank for Varray<M, MAX> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<M: Clone, const MAX: usize> Clone for Varray<M, MAX> {
    fn clone(&self) -> Self {
        self.to_vec().into()
    }
}

impl<M: PartialEq, const MAX: usize> PartialEq for Varray<M, MAX> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<M: Eq, const MAX: usize> Eq for Varray<M, MAX> {}

impl<M: fmt::Debug, const MAX: usize> fmt::Debug for Varray<M, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

// SAFETY: the entry by itself has no elements. With a count, the check in front of it sees to it that the vector has as many;
// the first field leads to them, and they touch, as those of any slice.
unsafe impl<M: VMState + Blank, const MAX: usize> VMState for Varray<M, MAX> {
    const BASE: VMStateField = {
        let element = M::BASE;
        assert!(
            !element.flags.intersects(VMStateFlags::VMS_ARRAY),
            "the elements of a counted `Vec` are no arrays: put the array into a struct"
        );
        assert!(
            matches!(M::BOUNDED, Bounded::ByType | Bounded::ByArray),
            "the elements of a counted `Vec` are no lists: put the list into a struct, which bounds it"
        );
        <[M; 0]>::BASE.with_pointer_to_all()
    };
    const COUNTED_CAPACITY: Option<usize> = Some(MAX);
    const WIRE_LEN: WireLen = M::WIRE_LEN.times(MAX);
    const BOUNDED: Bounded = Bounded::ByCount;
    const RUNS_CODE: bool = M::RUNS_CODE;

    unsafe fn make_room(this: *const Self, count: usize, may_resize: bool) -> Result<(), InvalidError> {
        // SAFETY: the caller has a reference to the value.
        let this = unsafe { &*this };
        let length = this.len();
        if length == count {
            return Ok(());
        }
        if !may_resize {
            return Err(InvalidError::new(format!(
                "expected a count of {length}, as there are elements, found {count}"
            )));
        }
        // SAFETY: the caller promises that nobody else has a reference into the value.
        let elements = unsafe { &mut *this.elements.get() };
        elements.truncate(count);
        elements.reserve_or_refuse(count - elements.len())?;
        elements.resize_with(count, M::blank);
        let first = elements.as_mut_ptr();
        // SAFETY: as above.
        unsafe { *this.first.get() = first };
        Ok(())
    }
}

/// Copies the elements of a vector that another field counts.
pub fn snapshot_elements<T: ToMigrationState, const MAX: usize>(
    from: &[T],
    to: &mut Varray<T::Migrated, MAX>,
) -> Result<(), InvalidError> {
    to.change(|migrated| {
        migrated.clear();
        migrated.reserve_or_refuse(from.len())?;
        migrated.resize_with(from.len(), T::Migrated::blank);
        each(from.iter().zip(migrated), |(from, to)| from.snapshot_migration_state(to))
    })
}

/// Looks whether a vector can take elements over: those that it has keep what they omit, more are made from their default.
pub fn check_elements<T: ToMigrationState + Default, const MAX: usize>(
    device: &[T],
    source: &Varray<T::Migrated, MAX>,
    version_id: u8,
) -> Result<(), InvalidError> {
    each(source.iter().enumerate(), |(index, source)| match device.get(index) {
        Some(element) => element.check_migrated_state(source, version_id),
        None => T::default().check_migrated_state(source, version_id),
    })
}
