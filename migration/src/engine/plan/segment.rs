//! A part of a description in its simplest form: moves one after the other, at places that are known beforehand.

use core::ffi::c_void;

use super::leaf::Move;
use crate::{
    bindings::VMStateDescription,
    engine::hooks::{check_not_borrowed, has_post_load, has_pre_load, needed, post_load, Hook},
    error::Error,
};

/// A description without its subsections, and without what is counted; or a subsection, with the head in front of it.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// The subsection, if the device has to be asked for it.
    asked: Option<&'static VMStateDescription>,
    /// The description, if it has a hook that runs before it is loaded.
    before: Option<&'static VMStateDescription>,
    /// The description, if it has a hook that runs after it was loaded.
    after: Option<&'static VMStateDescription>,
    head: Box<[u8]>,
    blocks: Option<Blocks>,
    /// The places on the wire are counted from the begin of the head.
    moves: Box<[Move]>,
    /// Bytes on the wire, head included.
    pub(super) length: usize,

    /// Bytes that are written at most, by this segment and all behind it.
    pub(super) room: usize,
    /// How many segments behind this one are subsections of it.
    pub(super) inside: usize,
}

/// A head in whole blocks, as what they have beyond it is overwritten. Most heads are one block.
#[derive(Clone, Debug)]
struct Blocks {
    first: [u8; BLOCK],
    others: Box<[[u8; BLOCK]]>,
}

const BLOCK: usize = 32;
/// How many segments there are at most.
pub(super) const MAX_SEGMENTS: usize = u128::BITS as usize;
impl Segment {
    /// One of these moves and so many bytes, the head included.
    pub(super) fn new(vmsd: &'static VMStateDescription, head: &[u8], moves: Vec<Move>, length: usize) -> Self {
        let mut padded = head.to_vec();
        padded.resize(head.len().next_multiple_of(BLOCK), 0);
        let mut blocks = padded.chunks_exact(BLOCK).filter_map(|block| block.first_chunk().copied());
        Self {
            asked: (!head.is_empty() && vmsd.needed.is_some()).then_some(vmsd),
            before: has_pre_load(vmsd).then_some(vmsd),
            after: has_post_load(vmsd).then_some(vmsd),
            head: head.into(),
            blocks: blocks.next().map(|first| Blocks { first, others: blocks.collect() }),
            moves: moves.into(),
            length,
            room: 0,
            inside: 0,
        }
    }

    /// What it writes at most, with what of the blocks of its head is overwritten by what comes behind.
    pub(super) fn own_room(&self) -> Option<usize> {
        self.length.checked_add(self.head.len().next_multiple_of(BLOCK))
    }

    /// Saves all of a description behind the output. Where that fails, what is behind the output's length is of no use.
    ///
    /// # Safety
    ///
    /// `opaque` is a struct of the description, which nobody changes meanwhile but the description's hooks.
    #[expect(clippy::inline_always, reason = "a call costs as much as what it does for most devices")]
    #[inline(always)]
    pub(super) unsafe fn save(
        segments: &[Self],
        output: &mut Vec<u8>,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<(), Error> {
        let [first, subsections @ ..] = segments else { return Ok(()) };
        output.reserve(first.room);
        let begin = output.as_mut_ptr();
        let wire = begin.wrapping_add(output.len());
        // SAFETY: room for all segments was reserved; the rest is promised by the caller.
        unsafe { first.write_fields(opaque, wire) };
        let behind = wire.wrapping_add(first.length);
        // SAFETY: room for all segments was reserved; the rest is promised by the caller.
        let end = unsafe { Self::write_subsections(subsections, behind, opaque, reads_cells) }?;
        // SAFETY: so much was reserved, and all of it is written: heads and moves cover it without gaps.
        unsafe { output.set_len(end as usize - begin as usize) };
        Ok(())
    }

    /// Writes those that are needed, and says where they end.
    ///
    /// # Safety
    ///
    /// As for [`save`](Self::save); there is room for all of them at `wire`.
    #[expect(clippy::inline_always, reason = "a call costs as much as what it does for most devices")]
    #[inline(always)]
    pub(super) unsafe fn write_subsections(
        segments: &[Self],
        mut wire: *mut u8,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<*mut u8, Error> {
        // Only then has device code run that may have left a borrow.
        let mut has_asked = false;
        let mut segments = segments.iter();
        while let Some(segment) = segments.next() {
            if let Some(vmsd) = segment.asked {
                // SAFETY: a subsection describes the same object.
                let is_needed = unsafe { needed(vmsd, opaque) }?;
                has_asked = reads_cells;
                if !is_needed {
                    segments = segments.as_slice()[segment.inside..].iter();
                    continue;
                }
            }
            if has_asked {
                check_not_borrowed()?;
                has_asked = false;
            }
            // SAFETY: promised by the caller, for the blocks of the heads too.
            unsafe { segment.write_head(wire) };
            // SAFETY: promised by the caller.
            unsafe { segment.write_fields(opaque, wire) };
            wire = wire.wrapping_add(segment.length);
        }
        Ok(wire)
    }

    /// # Safety
    ///
    /// At `wire` there is room for the blocks of the head.
    #[inline]
    unsafe fn write_head(&self, wire: *mut u8) {
        let Some(Blocks { first, others }) = &self.blocks else { return };
        // SAFETY: promised by the caller.
        unsafe { wire.cast::<[u8; BLOCK]>().write(*first) };
        for (block, index) in others.iter().zip(1..) {
            // SAFETY: promised by the caller.
            unsafe { wire.wrapping_add(index * BLOCK).cast::<[u8; BLOCK]>().write(*block) };
        }
    }

    /// # Safety
    ///
    /// As for [`save`](Self::save). At `wire` there is room for this segment.
    #[inline]
    pub(super) unsafe fn write_fields(&self, opaque: *mut c_void, wire: *mut u8) {
        for moved in &*self.moves {
            // SAFETY: the elements are those of the struct's fields, and lie within the room.
            unsafe { (moved.save)(moved, opaque.cast(), wire, moved.times) };
        }
    }

    /// Whether [`load`](Self::load) can run the hooks: behind a `post_load`, no other part of the same description comes.
    pub(super) fn hooks_are_in_order(segments: &[Self]) -> bool {
        segments.iter().all(|segment| segment.inside == 0 || segment.after.is_none())
            && (segments.len() == 1 || segments[0].after.is_none())
    }

    /// Loads a description from an input that is nothing else, with the subsections in the order of the table and in their own
    /// versions, and runs the hooks, each once. False where it is not so, and then nothing has changed.
    ///
    /// # Safety
    ///
    /// `opaque` is a struct of the description, which nobody else accesses.
    pub(super) unsafe fn load(segments: &[Self], input: &[u8], opaque: *mut c_void) -> Result<bool, Error> {
        let Some(mut there) = Self::there(segments, input) else { return Ok(false) };
        let mut position = 0;
        for segment in segments {
            let is_there = there & 1 != 0;
            there >>= 1;
            if !is_there {
                continue;
            }
            if let Some(vmsd) = segment.before {
                // SAFETY: each segment describes the same object.
                unsafe { Hook::pre_load(vmsd).run("`pre_load`", opaque) }
                    .map_err(|error| error.at_offset(position + segment.head.len()))?;
            }
            let wire = input.as_ptr().wrapping_add(position);
            // SAFETY: all of the segment's bytes are there; the rest is promised by the caller.
            unsafe { segment.load_fields(wire, opaque) };
            position += segment.length;
            if let Some(vmsd) = segment.after {
                // SAFETY: each segment describes the same object.
                unsafe { post_load(vmsd, opaque, vmsd.version_id) }.map_err(|error| error.at_offset(position))?;
            }
        }
        Ok(true)
    }

    /// # Safety
    ///
    /// As for [`load`](Self::load). At `wire` are the bytes of this segment.
    #[inline]
    pub(super) unsafe fn load_fields(&self, wire: *const u8, opaque: *mut c_void) {
        for moved in &*self.moves {
            // SAFETY: the elements lie within the segment's bytes, and are those of the struct's fields. What a load stores is valid for
            // each class: any bytes for a number, 0 or 1 for a `bool`.
            unsafe { (moved.load)(moved, wire, opaque.cast(), moved.times) };
        }
    }

    /// Whether an input of this length that [`load`](Self::load) takes has all of them: each is some bytes.
    pub(super) fn are_all_in(segments: &[Self], length: usize) -> bool {
        segments.iter().map(|segment| segment.length).sum::<usize>() == length
    }

    /// Which segments the input has, as bits from the lowest on. `None` if it is not made of them.
    fn there(segments: &[Self], input: &[u8]) -> Option<u128> {
        let [first, subsections @ ..] = segments else { return None };
        let mut rest = input.get(first.length..)?;
        let mut there = 1_u128;
        // A shift by one is cheaper than one by any number.
        let mut bit = 1;
        let mut subsections = subsections.iter();
        while let Some(segment) = subsections.next() {
            bit <<= 1;
            if rest.len() >= segment.length && begins_with(rest, &segment.head) {
                there |= bit;
                rest = &rest[segment.length..];
            } else {
                bit <<= segment.inside;
                subsections = subsections.as_slice()[segment.inside..].iter();
            }
        }
        rest.is_empty().then_some(there)
    }
}

/// Whether the head stands there. A head is a few words long, which is no work for a call.
#[inline]
fn begins_with(rest: &[u8], head: &[u8]) -> bool {
    const WORD: usize = 8;
    let (Some(rest), Some(end)) = (rest.get(..head.len()), head.last_chunk::<WORD>()) else {
        return head.is_empty() || rest.starts_with(head);
    };
    let words = rest.chunks_exact(WORD).zip(head.chunks_exact(WORD));
    rest.last_chunk() == Some(end)
        && words.into_iter().all(|(rest, head)| rest.first_chunk::<WORD>() == head.first_chunk::<WORD>())
}
