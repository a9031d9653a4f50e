//! A description in its simplest form: moves one after the other, at places that are known beforehand.

use core::ffi::c_void;

use super::{
    leaf::Move,
    part::{Count, CountOnWire, Ends, Repeat},
    segment::{Segment, MAX_SEGMENTS},
    Extent, Plan, Program, Short,
};
use crate::bindings::VMStateDescription;

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

/// Elements at the end of a description, as many as a count says.
#[derive(Clone, Debug)]
struct Counted {
    count: Count,
    /// Where the count is in the input, if it is loaded with the fields.
    count_on_wire: Option<usize>,
    /// Bytes of an element.
    wire: usize,
    moves: Box<[Move]>,
    ends: Box<[Ends]>,
}

/// How many bytes may be reserved for elements that are not there.
const MAX_COUNTED: usize = 1 << 16;

impl Straight {
    /// All of a description. `None` if it is not as simple as that.
    pub(super) fn new(vmsd: &'static VMStateDescription, programs: &[Program], subsections: &[Plan]) -> Option<Self> {
        let (moves, length, varying) = placed(programs, 0)?;
        let first = Segment::new(vmsd, &[], moves, length);
        let mut segments = vec![first];
        for subsection in subsections {
            let whole = subsection.whole.as_ref()?;
            let inside = whole.straight.as_ref()?.fixed()?;
            let (moves, length, None) = placed(&subsection.programs, whole.head.len())? else { return None };
            let mut own = Segment::new(subsection.vmsd, &whole.head, moves, length);
            own.inside = inside.len() - 1;
            segments.push(own);
            segments.extend(inside[1..].iter().cloned());
        }
        let mut room = 0_usize;
        for segment in segments.iter_mut().rev() {
            room = room.checked_add(segment.own_room()?)?;
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

    /// Saves a description behind the output, of which it is the end.
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
    ) -> Result<(), Short> {
        match &self.varying {
            // SAFETY: promised by the caller.
            None => Ok(unsafe { Segment::save(&self.segments, output, opaque, reads_cells) }?),
            // SAFETY: promised by the caller.
            Some(varying) => unsafe { varying.save(&self.segments, output, opaque, reads_cells) },
        }
    }

    /// Loads a description that has no hooks from an input that is nothing else. False where the input is not as expected, and then
    /// nothing has changed.
    ///
    /// # Safety
    ///
    /// `opaque` is a struct of the description, which nobody else accesses.
    #[inline]
    pub(super) unsafe fn load(&self, input: &[u8], opaque: *mut c_void) -> bool {
        match (&self.varying, &*self.segments) {
            // SAFETY: promised by the caller.
            (None, segments) => matches!(unsafe { Segment::load(segments, input, opaque) }, Ok(true)),
            // SAFETY: promised by the caller.
            (Some(varying), [fields]) => unsafe { varying.load(fields, input, opaque) }.is_some(),
            _ => false,
        }
    }
}

/// The moves of the programs, with places on the wire counted from so far before them; where they end; and what varies in them.
fn placed(programs: &[Program], begin: usize) -> Option<(Vec<Move>, usize, Option<Varying>)> {
    let mut length = begin;
    let mut moves = Vec::new();
    let mut ends = Vec::new();
    let mut counted = None;
    let mut begins = Vec::new();
    for (program, part) in programs.iter().flat_map(|program| program.parts.iter().map(move |part| (program, part))) {
        // Behind a count, no place is known beforehand.
        if counted.is_some() {
            return None;
        }
        begins.push(length);
        if let Repeat::Counted(count) = part.repeat {
            let of_program = &begins[begins.len().checked_sub(program.parts.len())?..];
            let count_on_wire = match count.wire {
                Some(CountOnWire { part, offset }) => Some(of_program.get(part)?.checked_add(offset)?),
                None => None,
            };
            let (moves, ends) = (part.moves.clone(), part.ends.clone());
            counted = Some(Counted { count, count_on_wire, wire: part.wire, moves, ends });
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
    let is_varying = counted.is_some() || !ends.is_empty();
    Some((moves, length, is_varying.then(|| Varying { counted, ends: ends.into() })))
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
    ) -> Result<(), Short> {
        let [first, subsections @ ..] = segments else { return Err(Short::LeftToWalk) };
        output.reserve(first.room);
        let begin = output.len();
        let begin_counted = begin + first.length;
        // SAFETY: room for all segments was reserved; the rest is promised by the caller.
        unsafe { first.write_fields(opaque, output.as_mut_ptr().wrapping_add(begin)) };
        let (mut length, mut times) = (begin_counted, 0);
        if let Some(counted) = &self.counted {
            // SAFETY: promised by the caller.
            let Some(count) = (unsafe { counted.count.in_memory(opaque.cast(), Extent::Counted) }) else {
                return Err(Short::LeftToWalk);
            };
            times = count;
            // SAFETY: room for all elements was reserved; the rest is promised by the caller.
            unsafe { counted.write(times, opaque, output.as_mut_ptr().wrapping_add(length)) };
            length += counted.wire * times;
        }
        let behind = output.as_mut_ptr().wrapping_add(length);
        // SAFETY: room for all segments was reserved; the rest is promised by the caller.
        let end = unsafe { Segment::write_subsections(subsections, behind, opaque, reads_cells) }?;
        length = end as usize - output.as_ptr() as usize;
        // SAFETY: so much was reserved, and all of it is written: heads and moves cover it without gaps.
        unsafe { output.set_len(length) };
        if self.claims_any(output, begin, begin_counted, times) {
            output.truncate(begin);
            return Err(Short::LeftToWalk);
        }
        Ok(())
    }

    /// Whether a reader would find a subsection behind one of the descriptions that end among the fields.
    #[inline]
    fn claims_any(&self, bytes: &[u8], begin: usize, begin_counted: usize, times: usize) -> bool {
        let mut counted = self.counted.iter().flat_map(|counted| &counted.ends);
        self.ends.iter().any(|ends| ends.claim_any(begin, ends.times, bytes))
            || counted.any(|ends| ends.claim_any(begin_counted, times, bytes))
    }

    /// # Safety
    ///
    /// As for [`Straight::load`]; this is what varies in it.
    unsafe fn load(&self, fields: &Segment, input: &[u8], opaque: *mut c_void) -> Option<()> {
        let counted = match &self.counted {
            // SAFETY: promised by the caller.
            Some(counted) => Some((counted, unsafe { counted.times(input, opaque) }?)),
            None => None,
        };
        let (wire, times) = counted.map_or((0, 0), |(counted, times)| (counted.wire, times));
        let is_all = wire.checked_mul(times)?.checked_add(fields.length)? == input.len();
        if !is_all || self.claims_any(input, 0, fields.length, times) {
            return None;
        }
        // SAFETY: the input has the fields; the rest is promised by the caller.
        unsafe { fields.load_fields(input.as_ptr(), opaque) };
        if let Some((counted, times)) = counted {
            // SAFETY: the input has so many elements, and the struct has room for them; the rest is promised by the caller.
            unsafe { counted.load(times, input.as_ptr().wrapping_add(fields.length), opaque) };
        }
        Some(())
    }
}

impl Counted {
    /// How many elements a state has. `None` if they are too many.
    ///
    /// # Safety
    ///
    /// `opaque` is the struct.
    unsafe fn times(&self, input: &[u8], opaque: *mut c_void) -> Option<usize> {
        match self.count_on_wire {
            Some(offset) => self.count.on_wire(input.get(offset..)?),
            // SAFETY: promised by the caller.
            None => unsafe { self.count.in_memory(opaque.cast(), Extent::Counted) },
        }
    }

    /// # Safety
    ///
    /// `opaque` is the struct, which has room for so many elements; at `wire` they are.
    unsafe fn load(&self, times: usize, wire: *const u8, opaque: *mut c_void) {
        if times == 0 {
            return;
        }
        for moved in &*self.moves {
            // SAFETY: the elements are those of the struct's field, and lie within the input. What a load stores is valid for each
            // class: any bytes for a number, 0 or 1 for a `bool`.
            unsafe { (moved.load)(moved, wire, opaque.cast(), times) };
        }
    }

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
