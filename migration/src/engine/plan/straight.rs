//! A description in its simplest form: moves one after the other, at places that are known beforehand.

use core::ffi::c_void;

use super::{
    leaf::Move,
    part::{Count, Ends, Repeat},
    Extent, Plan, Program,
};
use crate::{
    bindings::VMStateDescription,
    engine::hooks::{check_not_borrowed, has_post_load, has_pre_load, needed, post_load, Hook},
    error::Error,
};

/// A description and all its subsections.
#[derive(Debug)]
pub(super) struct Straight {
    pub segments: Box<[Segment]>,
    varying: Option<Varying>,
}

/// What is not the same for all states of a description.
#[derive(Debug)]
struct Varying {
    /// What is at the end of the fields.
    counted: Option<Counted>,
    /// Where descriptions end among the fields before it: bytes behind them may look like a subsection.
    ends: Box<[Ends]>,
}

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
    length: usize,

    /// Bytes that are written at most, by this segment and all behind it.
    room: usize,
    /// How many segments behind this one are subsections of it.
    inside: usize,
}

/// Elements at the end of a description, as many as a count says.
#[derive(Clone, Debug)]
struct Counted {
    count: Count,
    /// Bytes of an element.
    wire: usize,
    moves: Box<[Move]>,
    ends: Box<[Ends]>,
}

/// A head in whole blocks, as what they have beyond it is overwritten. Most heads are one block.
#[derive(Clone, Debug)]
struct Blocks {
    first: [u8; BLOCK],
    others: Box<[[u8; BLOCK]]>,
}

const BLOCK: usize = 32;
/// How many segments there are at most.
const MAX_SEGMENTS: usize = u128::BITS as usize;
/// How many bytes may be reserved for elements that are not there.
const MAX_COUNTED: usize = 1 << 16;

impl Straight {
    /// All of a description. `None` if it is not as simple as that.
    pub(super) fn new(vmsd: &'static VMStateDescription, programs: &[Program], subsections: &[Plan]) -> Option<Self> {
        let (first, varying) = Segment::new(vmsd, programs, &[])?;
        let mut segments = vec![first];
        for subsection in subsections {
            let whole = subsection.whole.as_ref()?;
            let inside = whole.straight.as_ref()?.fixed()?;
            let (own, varying) = Segment::new(subsection.vmsd, &subsection.programs, &whole.head)?;
            if varying.is_some() {
                return None;
            }
            segments.push(Segment { inside: inside.len() - 1, ..own });
            segments.extend(inside[1..].iter().cloned());
        }
        let mut room = 0_usize;
        for segment in segments.iter_mut().rev() {
            room = room.checked_add(segment.length)?.checked_add(segment.head.len().next_multiple_of(BLOCK))?;
            segment.room = room;
        }
        segments[0].room = room.checked_add(varying.as_ref().map_or(Some(0), Varying::room)?)?;
        (segments.len() <= MAX_SEGMENTS).then(|| Self { segments: segments.into(), varying })
    }

    /// All of it, if all places in it are known beforehand.
    #[inline]
    pub(super) fn fixed(&self) -> Option<&[Segment]> {
        self.varying.is_none().then_some(&*self.segments)
    }

    /// Saves a description behind the output, of which it is the end. False, and nothing written, where the plain walk has to say
    /// why.
    ///
    /// # Safety
    ///
    /// As for [`Segment::save`].
    #[inline]
    pub(super) unsafe fn save(
        &self,
        output: &mut Vec<u8>,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<bool, Error> {
        match &self.varying {
            // SAFETY: promised by the caller.
            None => unsafe { Segment::save(&self.segments, output, opaque, reads_cells) }.map(|()| true),
            // SAFETY: promised by the caller.
            Some(varying) => unsafe { varying.save(&self.segments, output, opaque, reads_cells) },
        }
    }
}

impl Varying {
    /// How many bytes there are at most of what is counted. `None` if they are too many.
    fn room(&self) -> Option<usize> {
        let Some(Counted { count, wire, .. }) = &self.counted else { return Some(0) };
        wire.checked_mul(usize::try_from(count.capacity).ok()?).filter(|room| *room <= MAX_COUNTED)
    }

    /// # Safety
    ///
    /// As for [`Straight::save`]; this is what varies in it.
    unsafe fn save(
        &self,
        segments: &[Segment],
        output: &mut Vec<u8>,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<bool, Error> {
        let [first, subsections @ ..] = segments else { return Ok(false) };
        output.reserve(first.room);
        let begin = output.len();
        let begin_counted = begin + first.length;
        // SAFETY: room for all segments was reserved; the rest is promised by the caller.
        unsafe { first.write_fields(opaque, output.as_mut_ptr().wrapping_add(begin)) };
        let (mut length, mut times) = (begin_counted, 0);
        if let Some(counted) = &self.counted {
            // SAFETY: promised by the caller.
            let Some(count) = (unsafe { counted.count.in_memory(opaque.cast(), Extent::Counted) }) else {
                return Ok(false);
            };
            times = count;
            // SAFETY: room for all elements was reserved; the rest is promised by the caller.
            unsafe { counted.write(times, opaque, output.as_mut_ptr().wrapping_add(length)) };
            length += counted.wire * times;
        }
        let behind = output.as_mut_ptr().wrapping_add(length);
        // SAFETY: room for all segments was reserved; the rest is promised by the caller.
        length += unsafe { Segment::write_subsections(subsections, behind, opaque, reads_cells) }?;
        // SAFETY: so much was reserved, and all of it is written: heads and moves cover it without gaps.
        unsafe { output.set_len(length) };
        let counted_ends = self.counted.iter().flat_map(|counted| &counted.ends);
        if self.ends.iter().any(|ends| ends.claim_any(begin, ends.times, output))
            || counted_ends.into_iter().any(|ends| ends.claim_any(begin_counted, times, output))
        {
            output.truncate(begin);
            return Ok(false);
        }
        Ok(true)
    }
}

impl Segment {
    fn new(vmsd: &'static VMStateDescription, programs: &[Program], head: &[u8]) -> Option<(Self, Option<Varying>)> {
        let asked = (!head.is_empty() && vmsd.needed.is_some()).then_some(vmsd);
        let before = has_pre_load(vmsd).then_some(vmsd);
        let after = has_post_load(vmsd).then_some(vmsd);
        let mut length = head.len();
        let mut moves = Vec::new();
        let mut ends = Vec::new();
        let mut counted = None;
        for part in programs.iter().flat_map(|program| &program.parts) {
            // Behind a count, no place is known beforehand.
            if counted.is_some() {
                return None;
            }
            if let Repeat::Counted(count) = part.repeat {
                counted = Some(Counted { count, wire: part.wire, moves: part.moves.clone(), ends: part.ends.clone() });
                continue;
            }
            for moved in &part.moves {
                moves.push(moved.behind(length)?);
            }
            for end in &part.ends {
                ends.push(Ends { first: end.first.checked_add(length)?, ..*end });
            }
            length = length.checked_add(part.wire)?;
        }
        if programs.iter().any(|program| program.pointer.is_some()) {
            return None;
        }
        let mut padded = head.to_vec();
        padded.resize(head.len().next_multiple_of(BLOCK), 0);
        let mut blocks = padded.chunks_exact(BLOCK).filter_map(|block| block.first_chunk().copied());
        let blocks = blocks.next().map(|first| Blocks { first, others: blocks.collect() });
        let is_varying = counted.is_some() || !ends.is_empty();
        let varying = is_varying.then(|| Varying { counted, ends: ends.into() });
        let (head, moves) = (head.into(), moves.into());
        Some((Self { asked, before, after, head, blocks, moves, length, room: 0, inside: 0 }, varying))
    }

    /// Saves all of a description behind the output. Where that fails, what is behind the output's length is of no use.
    ///
    /// # Safety
    ///
    /// `opaque` is a struct of the description, which nobody changes meanwhile but the description's hooks.
    pub(super) unsafe fn save(
        segments: &[Self],
        output: &mut Vec<u8>,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<(), Error> {
        let [first, subsections @ ..] = segments else { return Ok(()) };
        output.reserve(first.room);
        let wire = output.as_mut_ptr().wrapping_add(output.len());
        // SAFETY: room for all segments was reserved; the rest is promised by the caller.
        unsafe { first.write_fields(opaque, wire) };
        let behind = wire.wrapping_add(first.length);
        // SAFETY: room for all segments was reserved; the rest is promised by the caller.
        let length = first.length + unsafe { Self::write_subsections(subsections, behind, opaque, reads_cells) }?;
        // SAFETY: so much was reserved, and all of it is written: heads and moves cover it without gaps.
        unsafe { output.set_len(output.len() + length) };
        Ok(())
    }

    /// Writes those that are needed, and says how many bytes they are.
    ///
    /// # Safety
    ///
    /// As for [`save`](Self::save); there is room for all of them at `wire`.
    #[expect(clippy::inline_always, reason = "a call costs as much as what it does for most devices")]
    #[inline(always)]
    unsafe fn write_subsections(
        segments: &[Self],
        wire: *mut u8,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<usize, Error> {
        let mut length = 0;
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
            let wire = wire.wrapping_add(length);
            // SAFETY: promised by the caller, for the blocks of the heads too.
            unsafe { segment.write_head(wire) };
            // SAFETY: promised by the caller.
            unsafe { segment.write_fields(opaque, wire) };
            length += segment.length;
        }
        Ok(length)
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
    unsafe fn write_fields(&self, opaque: *mut c_void, wire: *mut u8) {
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
        let Some(there) = Self::there(segments, input) else { return Ok(false) };
        let mut position = 0;
        for (segment, index) in segments.iter().zip(0..) {
            if there & 1 << index == 0 {
                continue;
            }
            if let Some(vmsd) = segment.before {
                // SAFETY: each segment describes the same object.
                unsafe { Hook::pre_load(vmsd).run("`pre_load`", opaque) }
                    .map_err(|error| error.at_offset(position + segment.head.len()))?;
            }
            let wire = input.as_ptr().wrapping_add(position);
            for moved in &*segment.moves {
                // SAFETY: the elements lie within the segment's bytes, and are those of the struct's fields. What a load stores is
                // valid for each class: any bytes for a number, 0 or 1 for a `bool`.
                unsafe { (moved.load)(moved, wire, opaque.cast(), moved.times) };
            }
            position += segment.length;
            if let Some(vmsd) = segment.after {
                // SAFETY: each segment describes the same object.
                unsafe { post_load(vmsd, opaque, vmsd.version_id) }.map_err(|error| error.at_offset(position))?;
            }
        }
        Ok(true)
    }

    /// Which segments the input has, as bits from the lowest on. `None` if it is not made of them.
    fn there(segments: &[Self], input: &[u8]) -> Option<u128> {
        let mut there = 0_u128;
        let mut position = 0;
        let mut next = 0;
        while let Some(segment) = segments.get(next) {
            let rest = &input[position..];
            if rest.len() >= segment.length && begins_with(rest, &segment.head) {
                there |= 1 << next;
                position += segment.length;
            } else if next == 0 {
                return None;
            } else {
                next += segment.inside;
            }
            next += 1;
        }
        (position == input.len()).then_some(there)
    }
}

impl Counted {
    /// # Safety
    ///
    /// `opaque` is the struct, and so many elements are there; at `wire` there is room for them.
    #[inline]
    unsafe fn write(&self, times: usize, opaque: *mut c_void, wire: *mut u8) {
        if times == 0 {
            return;
        }
        for moved in &*self.moves {
            // SAFETY: the elements are those of the struct's field, and lie within the room.
            unsafe { (moved.save)(moved, opaque.cast(), wire, times) };
        }
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
