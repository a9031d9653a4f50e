//! Makes programs of the entries of a table.

use super::{
    leaf::Class,
    part::{CountOnWire, Part, Repeat},
    pieces::{all_elements, count_width, counted, element, finished, fixed_count, is_plain, span, Piece, Spans},
    program::{Pointer, Program, MAX_PARTS},
};
use crate::bindings::{VMStateField, VMStateFlags};

/// Programs in the making.
#[derive(Debug, Default)]
pub(super) struct Lowering {
    pub programs: Vec<Program>,
    open: Option<Draft>,
}

#[derive(Debug)]
struct Draft {
    first: usize,
    end: usize,
    parts: Vec<(Repeat, Piece)>,
    /// The memory of its fields.
    spans: Spans,
}

impl Draft {
    fn at(index: usize) -> Self {
        Self { first: index, end: index, parts: Vec::new(), spans: Spans::default() }
    }

    /// Where on the wire the element of this width is that the draft loads to this place.
    fn on_wire(&self, memory: usize, width: usize) -> Option<CountOnWire> {
        self.parts.iter().enumerate().filter(|(_, (repeat, _))| matches!(repeat, Repeat::Once)).find_map(
            |(part, (_, piece))| {
                let moved = piece.moved.iter().find(|moved| {
                    moved.times == 1
                        && !matches!(moved.class, Class::Zeros | Class::Bools)
                        && moved.class.width() == width
                        && moved.memory <= memory
                        && memory + width <= moved.memory + moved.length
                        && (memory - moved.memory) % width == 0
                })?;
                Some(CountOnWire { part, offset: moved.wire + (memory - moved.memory) })
            },
        )
    }

    fn finished(self, pointer: Option<Pointer>) -> Option<Program> {
        let Self { first, end, parts, .. } = self;
        let parts = parts.into_iter().map(|(repeat, piece)| finished(repeat, piece)).collect::<Option<Box<[_]>>>()?;
        let is_plain = |part: &Part| matches!(part.repeat, Repeat::Once) && part.ends.is_empty();
        let plain_length = (pointer.is_none() && parts.iter().all(is_plain))
            .then(|| parts.iter().try_fold(0_usize, |length, part| length.checked_add(part.wire)))
            .flatten();
        Some(Program { first, end, pointer, parts, plain_length, description: std::sync::OnceLock::new() })
    }
}

impl Lowering {
    /// Takes the field in. False if the plain walk has to do it.
    ///
    /// # Safety
    ///
    /// The field is one of a valid description, which lives forever; `guard` is the entry before it, if that checks its count.
    pub(super) unsafe fn add(
        &mut self,
        index: usize,
        field: &'static VMStateField,
        guard: Option<&VMStateField>,
    ) -> bool {
        // SAFETY: promised by the caller.
        let added = if field.flags.intersects(VMStateFlags::VMS_POINTER) {
            // SAFETY: promised by the caller.
            unsafe { self.add_behind_pointer(index, field) }
        } else if field.flags.intersects(VMStateFlags::ANY_VARRAY) {
            // SAFETY: promised by the caller.
            guard.and_then(|guard| unsafe { self.add_counted(index, field, guard) })
        } else {
            // SAFETY: promised by the caller.
            unsafe { all_elements(field, 0) }.and_then(|piece| self.add_piece(index, field, &piece))
        };
        added.is_some()
    }

    /// Ends the program that is being made.
    pub(super) fn close(&mut self) {
        // A draft is empty if its first field was too much for it.
        let open = self.open.take().filter(|draft| draft.first < draft.end);
        let finished = open.and_then(|draft| draft.finished(None));
        self.programs.extend(finished);
    }

    /// The draft to which a field with this memory can be added.
    fn draft(&mut self, index: usize, begin: usize, end: usize, room: usize) -> &mut Draft {
        let fits = |draft: &Draft| {
            draft.end == index && !draft.spans.overlap((begin, end)) && draft.parts.len() + room <= MAX_PARTS
        };
        if !self.open.as_ref().is_some_and(fits) {
            self.close();
        }
        self.open.get_or_insert_with(|| Draft::at(index))
    }

    fn add_piece(&mut self, index: usize, field: &VMStateField, piece: &Piece) -> Option<()> {
        let (begin, end) = span(field, fixed_count(field)?)?;
        let draft = self.draft(index, begin, end, 1);
        if !matches!(draft.parts.last(), Some((Repeat::Once, _))) {
            draft.parts.push((Repeat::Once, Piece::default()));
        }
        let (_, part) = draft.parts.last_mut()?;
        let mut longer = part.clone();
        longer.append(piece, field.offset)?;
        *part = longer;
        draft.spans.0.push((begin, end));
        draft.end = index + 1;
        Some(())
    }

    /// # Safety
    ///
    /// As for [`add`](Self::add).
    unsafe fn add_counted(&mut self, index: usize, field: &'static VMStateField, guard: &VMStateField) -> Option<()> {
        let capacity = i32::try_from(guard.size_offset).ok()?;
        // SAFETY: promised by the caller.
        let (mut piece, mut count) = unsafe { counted(field, capacity) }?;
        let (begin, end) = span(field, capacity)?;
        for moved in &mut piece.moved {
            moved.memory = moved.memory.checked_add(field.offset)?;
        }
        let width = count_width(count.kind);
        // The guard is a part of it.
        let mut draft = self.draft(index - 1, begin, end, 1);
        count.wire = draft.on_wire(count.offset, width);
        let is_loaded_here = draft.spans.overlap((count.offset, count.offset + width));
        if is_loaded_here && count.wire.is_none() {
            self.close();
            draft = self.draft(index - 1, begin, end, 1);
        }
        draft.parts.push((Repeat::Counted(count), piece));
        draft.spans.0.push((begin, end));
        draft.end = index + 1;
        Some(())
    }

    /// # Safety
    ///
    /// As for [`add`](Self::add).
    unsafe fn add_behind_pointer(&mut self, index: usize, field: &'static VMStateField) -> Option<()> {
        if field.flags.intersects(VMStateFlags::VMS_ARRAY_OF_POINTER) || !is_plain(field) {
            return None;
        }
        let mut draft = Draft::at(index);
        draft.parts = if field.flags.intersects(VMStateFlags::ANY_VARRAY) {
            // SAFETY: promised by the caller.
            let (piece, count) = unsafe { counted(field, i32::MAX) }?;
            vec![(Repeat::Counted(count), piece)]
        } else {
            let count = usize::try_from(fixed_count(field)?).ok()?;
            // SAFETY: promised by the caller.
            vec![(Repeat::Once, unsafe { element(field, 0) }?.repeated(count, field.size)?)]
        };
        draft.end = index + 1;
        let program = draft.finished(Some(Pointer { offset: field.offset, start: field.start }))?;
        self.close();
        self.programs.push(program);
        Some(())
    }
}
