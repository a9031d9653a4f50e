//! A program: neighbouring fields without device code in them, as moves of elements between memory and the wire.

use core::ffi::c_void;
use std::sync::OnceLock;

use super::part::{claims_any, Count, CountOnWire, Extent, Part, Repeat};
use crate::engine::ends::DescriptionEnds;

/// How many parts a program has at most.
pub(super) const MAX_PARTS: usize = 8;

/// What stands for some fields of a description that follow one another.
#[derive(Debug)]
pub(in crate::engine) struct Program {
    /// Which of the description's fields they are.
    pub first: usize,
    pub end: usize,
    /// Where in the struct the pointer to the data stands, and where behind it that begins; `None` for data in the struct.
    pub(super) pointer: Option<Pointer>,
    pub(super) parts: Box<[Part]>,
    /// How long it is on the wire, if that is all that there is to check.
    pub(super) plain_length: Option<usize>,
    /// What the self-description says of them, once it is known. Nothing about it ever changes.
    pub description: OnceLock<Box<str>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Pointer {
    pub offset: usize,
    pub start: usize,
}

impl Program {
    /// Whether it has the same length always.
    pub(in crate::engine) fn is_fixed(&self) -> bool {
        !self.parts.iter().any(Part::is_counted)
    }

    /// Whether it counts by what is in the struct.
    pub(super) fn reads_counts(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.repeat, Repeat::Counted(Count { wire: None, .. })))
    }

    /// Whether it sets all that its fields have, whatever the stream has.
    pub(super) fn sets_all(&self) -> bool {
        self.is_fixed() && self.pointer.is_none()
    }

    /// Where the data is.
    ///
    /// # Safety
    ///
    /// `object` is the struct.
    #[inline]
    unsafe fn data(&self, object: *mut u8) -> Option<*mut u8> {
        let Some(Pointer { offset, start }) = self.pointer else { return Some(object) };
        // SAFETY: at this offset of the struct is a pointer, aligned as such.
        let data = unsafe { object.wrapping_add(offset).cast::<c_void>().cast::<*mut u8>().read() };
        (!data.is_null()).then(|| data.wrapping_add(start))
    }

    /// All that a load can reach now. `None` if there is no data.
    ///
    /// # Safety
    ///
    /// `object` is a struct of the description that this was made of.
    pub(in crate::engine) unsafe fn extent(&self, object: *mut u8) -> Option<Extent> {
        if self.pointer.is_none() || self.is_fixed() {
            return Some(Extent::All);
        }
        // SAFETY: promised by the caller.
        unsafe { self.data(object) }?;
        // SAFETY: promised by the caller.
        unsafe { self.parts.first()?.times(object, Extent::Counted) }.map(Extent::First)
    }

    /// How many bytes that is on the wire.
    ///
    /// # Safety
    ///
    /// `object` is a struct of the description that this was made of.
    pub(in crate::engine) unsafe fn wire_len(&self, object: *mut u8, extent: Extent) -> Option<usize> {
        self.parts.iter().try_fold(0_usize, |length, part| {
            // SAFETY: promised by the caller.
            let times = unsafe { part.times(object, extent) }?;
            length.checked_add(part.wire.checked_mul(times)?)
        })
    }

    /// Writes the fields behind the output. `None`, and nothing written, where the plain walk has to say why.
    ///
    /// Where descriptions end is noted in `ends`.
    ///
    /// # Safety
    ///
    /// `object` is a struct of the description that this was made of.
    pub(in crate::engine) unsafe fn save(
        &self,
        object: *mut u8,
        extent: Extent,
        output: &mut Vec<u8>,
        mut ends: Option<&mut DescriptionEnds>,
    ) -> Option<()> {
        let begin = output.len();
        // SAFETY: promised by the caller.
        let data = unsafe { self.data(object) }?;
        for part in &*self.parts {
            // SAFETY: promised by the caller.
            let times = unsafe { part.times(object, extent) };
            let length = times.and_then(|times| part.wire.checked_mul(times));
            let (Some(times), Some(length)) = (times, length) else {
                output.truncate(begin);
                if let Some(ends) = ends {
                    ends.forget_behind(begin);
                }
                return None;
            };
            let part_begin = output.len();
            output.reserve(length);
            // SAFETY: promised by the caller; so much was reserved.
            unsafe { part.save(times, data, output.as_mut_ptr().wrapping_add(part_begin)) };
            // SAFETY: so much was reserved, and the moves of a part cover its bytes without gaps.
            unsafe { output.set_len(part_begin + length) };
            if let Some(ends) = ends.as_deref_mut() {
                part.doubtful_ends(part_begin, times, output, |offset, name| ends.note(offset, name, output));
            }
        }
        Some(())
    }

    /// Looks whether the input has the fields, behind `position`; and says where they end. Nothing is changed.
    ///
    /// `None` where the plain walk has to look: it is too short, or a count is too large, or there is a subsection inside.
    ///
    /// # Safety
    ///
    /// `object` is a struct of the description that this was made of.
    pub(in crate::engine) unsafe fn check(&self, object: *mut u8, input: &[u8], position: usize) -> Option<usize> {
        if let Some(length) = self.plain_length {
            return position.checked_add(length).filter(|end| *end <= input.len());
        }
        // SAFETY: promised by the caller.
        unsafe { self.data(object) }?;
        let mut begins = [0; MAX_PARTS];
        let mut position = position;
        for (part, begin) in self.parts.iter().zip(0..) {
            begins[begin] = position;
            let times = match &part.repeat {
                Repeat::Counted(count) => match count.wire {
                    Some(CountOnWire { part, offset }) => count.on_wire(input.get(begins[part] + offset..)?)?,
                    // SAFETY: promised by the caller.
                    None => unsafe { count.in_memory(object, Extent::Counted) }?,
                },
                Repeat::Once => 1,
            };
            let end = part.wire.checked_mul(times)?.checked_add(position)?;
            if end > input.len() {
                return None;
            }
            if !part.ends.is_empty() && claims_any(part, input, position, times) {
                return None;
            }
            position = end;
        }
        Some(position)
    }

    /// Loads the fields from the input at `position`, and says where they end. `None` where the input does not have them, which
    /// [`check`](Self::check) finds out before.
    ///
    /// # Safety
    ///
    /// `object` is a struct of the description that this was made of, and nobody else accesses its fields.
    pub(in crate::engine) unsafe fn load(
        &self,
        object: *mut u8,
        extent: Extent,
        input: &[u8],
        position: usize,
    ) -> Option<usize> {
        // SAFETY: promised by the caller.
        let data = unsafe { self.data(object) }?;
        let mut position = position;
        for part in &*self.parts {
            // The count is there by now, if it is one of the fields.
            // SAFETY: promised by the caller.
            let times = unsafe { part.times(object, extent) }?;
            let end = part.wire.checked_mul(times)?.checked_add(position)?;
            let wire = input.get(position..end)?.as_ptr();
            if times > 0 {
                for moved in &*part.moves {
                    let times = if part.is_counted() { times } else { moved.times };
                    // SAFETY: the elements lie within the part's bytes, and are those of the struct's fields. What a load stores is
                    // valid for each class: any bytes for a number, 0 or 1 for a `bool`.
                    unsafe { (moved.load)(moved, wire, data, times) };
                }
            }
            position = end;
        }
        Some(position)
    }
}
