//! A part of a program: moves that happen together, once or as often as a count says.

use core::ops::Range;

use super::leaf::Move;
use crate::{
    bindings::VMStateFlags,
    engine::shape::{subsection_name, SUBSECTION},
    vmstate::read_count,
};

/// How many ends of descriptions are looked at together.
const AT_ONCE: usize = 4;

/// Moves that happen together. Their order does not count.
#[derive(Debug)]
pub(super) struct Part {
    pub repeat: Repeat,
    /// Bytes on the wire; of one element, where the part is counted.
    pub wire: usize,
    pub moves: Box<[Move]>,
    pub ends: Box<[Ends]>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Repeat {
    Once,
    Counted(Count),
}

/// How often a counted part happens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    /// Where the count is in the struct, and what it is.
    pub offset: usize,
    pub kind: VMStateFlags,
    pub factor: i64,
    /// The largest product.
    pub capacity: i64,
    /// Where it is in the stream, if this program loads it.
    pub wire: Option<CountOnWire>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct CountOnWire {
    pub part: usize,
    pub offset: usize,
}

/// Where descriptions of this name end on the wire: there a reader looks for their subsections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    pub first: usize,
    pub stride: usize,
    pub times: usize,
    pub name: &'static [u8],
}

/// Which elements of counted arrays are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Extent {
    /// Those that the count counts.
    Counted,
    /// All that the array has room for.
    All,
    /// So many, all of which are there.
    First(usize),
}

impl Extent {
    /// How many elements that is, or 1.
    pub(in crate::engine) fn count(self) -> usize {
        match self {
            Self::First(count) => count,
            Self::Counted | Self::All => 1,
        }
    }
}

impl Count {
    pub(super) fn checked(&self, count: i64) -> Option<usize> {
        let total = count.saturating_mul(self.factor);
        (0..=self.capacity).contains(&total).then_some(total as usize)
    }

    /// # Safety
    ///
    /// `object` is the struct.
    pub(super) unsafe fn in_memory(&self, object: *const u8, extent: Extent) -> Option<usize> {
        match extent {
            // SAFETY: promised by the caller: there is an integer of this kind.
            Extent::Counted => self.checked(unsafe { read_count(object.wrapping_add(self.offset).cast(), self.kind) }),
            Extent::All => usize::try_from(self.capacity).ok(),
            Extent::First(count) => Some(count),
        }
    }

    pub(super) fn on_wire(&self, bytes: &[u8]) -> Option<usize> {
        let bytes = bytes.first_chunk::<4>().map_or(bytes, |first| first);
        let is = |flag| self.kind.intersects(flag);
        self.checked(match *bytes {
            [one, ..] if is(VMStateFlags::VMS_VARRAY_UINT8) => one.into(),
            [a, b, ..] if is(VMStateFlags::VMS_VARRAY_UINT16) => u16::from_be_bytes([a, b]).into(),
            [a, b, c, d] if is(VMStateFlags::VMS_VARRAY_UINT32) => u32::from_be_bytes([a, b, c, d]).into(),
            [a, b, c, d] => i32::from_be_bytes([a, b, c, d]).into(),
            _ => return None,
        })
    }
}

impl Part {
    /// # Safety
    ///
    /// `object` is the struct.
    #[inline]
    pub(super) unsafe fn times(&self, object: *const u8, extent: Extent) -> Option<usize> {
        match &self.repeat {
            Repeat::Once => Some(1),
            // SAFETY: promised by the caller.
            Repeat::Counted(count) => unsafe { count.in_memory(object, extent) },
        }
    }

    /// Writes the part.
    ///
    /// # Safety
    ///
    /// The part's data is at `data`, with so many elements if it is counted. At `wire` there is room for it.
    #[inline]
    pub(super) unsafe fn save(&self, times: usize, data: *const u8, wire: *mut u8) {
        if times == 0 {
            return;
        }
        for moved in &*self.moves {
            let times = if self.is_counted() { times } else { moved.times };
            // SAFETY: the elements are those of the struct's fields, and lie within the part's bytes.
            unsafe { (moved.save)(moved, data, wire, times) };
        }
    }

    pub(super) fn is_counted(&self) -> bool {
        matches!(self.repeat, Repeat::Counted(_))
    }

    /// Calls back for each description that ends in this part of the wire, and before a byte that begins subsections, or at the
    /// end of the bytes.
    #[inline]
    pub(super) fn doubtful_ends(
        &self,
        begin: usize,
        times: usize,
        bytes: &[u8],
        mut found: impl FnMut(usize, &'static [u8]),
    ) {
        for ends in &*self.ends {
            let times = if self.is_counted() { times } else { ends.times };
            ends.doubtful(begin, times, bytes, &mut found);
        }
    }
}

impl Ends {
    /// How many of them, at least, lie within so many bytes.
    fn within(&self, first: usize, times: usize, length: usize) -> usize {
        let is_within = |times: &usize| *times > 0 && first + (times - 1) * self.stride < length;
        // Only the last one can lie at the end of what is written so far.
        [times, times.saturating_sub(1)].into_iter().find(is_within).unwrap_or(0)
    }

    /// Calls back for each that is before a byte that begins subsections, or at the end of the bytes.
    #[inline]
    fn doubtful(&self, begin: usize, times: usize, bytes: &[u8], found: &mut impl FnMut(usize, &'static [u8])) {
        let begin = begin + self.first;
        let groups = self.within(begin, times, bytes.len()) / AT_ONCE;
        let mut ends = bytes.as_ptr().wrapping_add(begin);
        // Of those within the bytes, most often none of several is doubtful, which a processor finds out at once.
        for group in 0..groups {
            let is_marked = |index: usize| {
                let end = ends.wrapping_add(index * self.stride);
                // SAFETY: it is one of those within the bytes.
                unsafe { *end == SUBSECTION }
            };
            if is_marked(0) | is_marked(1) | is_marked(2) | is_marked(3) {
                self.each_doubtful(begin, group * AT_ONCE..(group + 1) * AT_ONCE, bytes, found);
            }
            ends = ends.wrapping_add(AT_ONCE * self.stride);
        }
        self.each_doubtful(begin, groups * AT_ONCE..times, bytes, found);
    }

    fn each_doubtful(
        &self,
        begin: usize,
        range: Range<usize>,
        bytes: &[u8],
        found: &mut impl FnMut(usize, &'static [u8]),
    ) {
        for offset in range.map(|index| begin + index * self.stride) {
            if bytes.get(offset).is_none_or(|byte| *byte == SUBSECTION) {
                found(offset, self.name);
            }
        }
    }

    /// Whether a reader would find a subsection behind one of them.
    pub(super) fn claim_any(&self, begin: usize, times: usize, bytes: &[u8]) -> bool {
        let mut claims = false;
        self.doubtful(begin, times, bytes, &mut |offset, name| {
            claims |= bytes.get(offset..).is_some_and(|rest| subsection_name(rest, name).is_some());
        });
        claims
    }
}

/// Whether a reader would find a subsection behind one of the descriptions that end in the part.
pub(super) fn claims_any(part: &Part, input: &[u8], begin: usize, times: usize) -> bool {
    part.ends.iter().any(|ends| ends.claim_any(begin, if part.is_counted() { times } else { ends.times }, input))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_any_kind_stands_before_other_bytes() {
        let on_wire =
            |kind, bytes: &[u8]| Count { offset: 0, kind, factor: 2, capacity: 600, wire: None }.on_wire(bytes);
        let (one, two) = (VMStateFlags::VMS_VARRAY_UINT8, VMStateFlags::VMS_VARRAY_UINT16);
        let (four, signed) = (VMStateFlags::VMS_VARRAY_UINT32, VMStateFlags::VMS_VARRAY_INT32);
        for (kind, width, bytes, expected) in [
            (one, 1, &[3, 9, 9, 9, 9, 9][..], 3),
            (two, 2, &[1, 2, 9, 9, 9, 9], 0x102),
            (four, 4, &[0, 0, 1, 2, 9, 9], 0x102),
            (signed, 4, &[0, 0, 1, 2, 9, 9], 0x102),
        ] {
            for length in 0..=bytes.len() {
                let expected = (length >= width).then_some(2 * expected);
                assert_eq!(on_wire(kind, &bytes[..length]), expected, "{kind:?} {length}");
            }
        }
        assert_eq!(on_wire(two, &[1, 44]), Some(600));
        assert_eq!(on_wire(two, &[1, 45]), None);
        assert_eq!(on_wire(signed, &[255; 5]), None);
        assert_eq!(on_wire(four, &[255; 5]), None);
    }
}
