//! Lists of entries and of subsections, lowered into the terminated arrays that C reads.

use core::{marker::PhantomData, ptr};

use super::{reach::Reach, Field, VMStateDescription, WireLen};
use crate::bindings::{self, VMStateField, VMStateFlags, Zeroable};

const END: VMStateField = VMStateField { flags: VMStateFlags::VMS_END, ..VMStateField::ZERO };

/// The terminated array of C entries made from a list of fields.
#[doc(hidden)]
#[derive(Debug)]
pub struct LoweredFields<S, const N: usize> {
    entries: [VMStateField; N],
    reach: Reach,
    _struct: PhantomData<fn(&S)>,
}

impl<S, const N: usize> LoweredFields<S, N> {
    /// Guards go in front of their fields; what is left of the array is ends.
    ///
    /// # Panics
    ///
    /// If the array is too short.
    #[expect(clippy::needless_pass_by_value, reason = "an array of temporaries")]
    pub const fn new<const FIELDS: usize>(fields: [Field<S>; FIELDS]) -> Self {
        let mut lowered = Self { entries: [END; N], reach: Reach::NONE, _struct: PhantomData };
        let (mut from, mut to) = (0, 0);
        while from < FIELDS {
            let field = &fields[from];
            field.bounded.assert();
            if let Some(guard) = field.guard {
                assert!(to + 1 < N, "the array has room for all guards");
                lowered.entries[to] = guard;
                to += 1;
            }
            assert!(to + 1 < N, "the array has room for all fields and the end");
            lowered.entries[to] = field.entry;
            to += 1;
            lowered.reach = lowered.reach.and(field.reach);
            from += 1;
        }
        lowered
    }
}

/// The list of fields of a description; see [`vmstate_fields!`](crate::vmstate_fields).
pub struct Fields<S> {
    pub(super) first: *const VMStateField,
    pub(super) reach: Reach,
    _struct: PhantomData<fn(&S)>,
}

impl<S> Fields<S> {
    /// The list in its lowered form.
    #[doc(hidden)]
    pub const fn of<const N: usize>(lowered: &'static LoweredFields<S, N>) -> Self {
        Self { first: lowered.entries.as_ptr(), reach: lowered.reach, _struct: PhantomData }
    }
}

impl<S> core::fmt::Debug for Fields<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Fields").finish_non_exhaustive()
    }
}

/// The null-terminated array of subsections.
#[doc(hidden)]
#[derive(Debug)]
pub struct LoweredSubsections<S, const N: usize> {
    entries: [*const bindings::VMStateDescription; N],
    reach: Reach,
    _struct: PhantomData<fn(&S)>,
}

impl<S, const N: usize> LoweredSubsections<S, N> {
    /// The pointers, and nulls in what is left of the array.
    ///
    /// # Panics
    ///
    /// If the array is too short.
    pub const fn new<const COUNT: usize>(subsections: [&'static VMStateDescription<S>; COUNT]) -> Self {
        assert!(N == COUNT + 1, "the array has room for the end");
        let mut lowered = Self { entries: [ptr::null(); N], reach: Reach::NONE, _struct: PhantomData };
        let mut index = 0;
        while index < COUNT {
            lowered.entries[index] = subsections[index].as_ref();
            // Marker, length of the name, name and version stand before it.
            let head = WireLen::of(1 + 1 + subsections[index].name().to_bytes().len() + 4);
            let reach = subsections[index].reach();
            lowered.reach = lowered.reach.and(Reach { wire_len: reach.wire_len.and(head), ..reach });
            index += 1;
        }
        lowered
    }
}

/// The list of subsections of a description; see [`vmstate_subsections!`](crate::vmstate_subsections).
pub struct Subsections<S> {
    pub(super) first: *const *const bindings::VMStateDescription,
    pub(super) count: usize,
    pub(super) reach: Reach,
    _struct: PhantomData<fn(&S)>,
}

impl<S> Subsections<S> {
    /// The list in its lowered form.
    #[doc(hidden)]
    pub const fn of<const N: usize>(lowered: &'static LoweredSubsections<S, N>) -> Self {
        Self { first: lowered.entries.as_ptr(), count: N - 1, reach: lowered.reach, _struct: PhantomData }
    }
}

impl<S> core::fmt::Debug for Subsections<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Subsections").finish_non_exhaustive()
    }
}

/// How many fields a list has room for, ends included.
#[doc(hidden)]
pub const fn room_for(fields: usize) -> usize {
    2 * fields + 1
}

/// The fields of a description up to its end.
///
/// # Safety
///
/// `first` leads to an array that ends with an entry flagged `VMS_END`, for as long as the iterator lives.
pub(crate) unsafe fn entries<'a>(mut first: *const VMStateField) -> impl Iterator<Item = &'a VMStateField> {
    core::iter::from_fn(move || {
        if first.is_null() {
            return None;
        }
        // SAFETY: entries up to and with the end are there, and the end is never stepped over.
        let entry = unsafe { &*first };
        if entry.flags.intersects(VMStateFlags::VMS_END) {
            return None;
        }
        // SAFETY: this entry is not the end, so another one follows.
        first = unsafe { first.add(1) };
        Some(entry)
    })
}

/// The subsections of a description up to its end.
///
/// # Safety
///
/// `first` is null, or leads to an array of valid descriptions that ends with null, for as long as the iterator lives.
pub(crate) unsafe fn subsections<'a>(
    mut first: *const *const bindings::VMStateDescription,
) -> impl Iterator<Item = &'a bindings::VMStateDescription> {
    core::iter::from_fn(move || {
        if first.is_null() {
            return None;
        }
        // SAFETY: pointers up to and with the null are there, and the null is never stepped over.
        let subsection = unsafe { first.read() };
        // SAFETY: what is not null is a valid description.
        let subsection = unsafe { subsection.as_ref() }?;
        // SAFETY: this pointer is not null, so another one follows.
        first = unsafe { first.add(1) };
        Some(subsection)
    })
}
