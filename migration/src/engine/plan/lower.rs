//! Makes programs of the entries of a table.

use super::{
    leaf::{leaves, Class, Move, Place, Shape},
    program::{Count, CountOnWire, Ends, Part, Pointer, Program, Repeat, MAX_PARTS},
};
use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    engine::{hooks::has_hooks, infos, shape},
    vmstate::{entries, is_guard, subsections},
};

/// How deep descriptions are nested in a program at most.
const MAX_DEPTH: usize = 16;
/// How many moves stand for an array of structs with arrays of structs in them.
const MAX_RUNS: usize = 1024;
/// Up to so many neighbours are moved one by one.
const FEW: usize = 2;

/// A move of elements in the making.
#[derive(Clone, Copy, Debug)]
struct Moved {
    class: Class,
    memory: usize,
    wire: usize,
    length: usize,
    times: usize,
    memory_stride: usize,
    wire_stride: usize,
}

impl Moved {
    fn touches(&self, next: &Self) -> bool {
        self.class == next.class
            && (self.times, next.times) == (1, 1)
            && (self.memory + self.length == next.memory || self.class == Class::Zeros)
            && self.wire + self.length == next.wire
    }

    fn is_dense(&self) -> bool {
        self.times == 1 || self.length == self.memory_stride && self.length == self.wire_stride
    }
}

/// What stands for a field, or one element of it.
#[derive(Clone, Debug, Default)]
struct Piece {
    moved: Vec<Moved>,
    ends: Vec<Ends>,
    wire: usize,
}

impl Piece {
    /// One behind the other, at another place in memory. `None` if it becomes too much.
    fn append(&mut self, other: &Self, memory: usize) -> Option<()> {
        if self.moved.len() + other.moved.len() + other.ends.len() > MAX_RUNS {
            return None;
        }
        for moved in &other.moved {
            let mut moved = *moved;
            moved.memory = moved.memory.checked_add(memory)?;
            moved.wire = moved.wire.checked_add(self.wire)?;
            match self.moved.last_mut() {
                Some(last) if last.touches(&moved) => last.length += moved.length,
                _ => self.moved.push(moved),
            }
        }
        self.ends.extend(other.ends.iter().map(|ends| Ends { first: ends.first + self.wire, ..*ends }));
        self.wire = self.wire.checked_add(other.wire)?;
        Some(())
    }

    /// So many of them, `stride` apart in memory.
    fn repeated(self, count: usize, stride: usize) -> Option<Self> {
        let wire = self.wire.checked_mul(count)?;
        if count == 1 {
            return Some(self);
        }
        let is_flat = self.moved.iter().all(|moved| moved.times == 1) && self.ends.iter().all(|ends| ends.times == 1);
        if !is_flat {
            let mut all = Self::default();
            for index in 0..count {
                all.append(&self, stride.checked_mul(index)?)?;
            }
            return Some(all);
        }
        let strided = |moved: &Moved| {
            let mut all = Moved { times: count, memory_stride: stride, wire_stride: self.wire, ..*moved };
            if moved.class == Class::Zeros {
                all.memory_stride = 0;
            }
            if all.is_dense() && count > 0 || moved.class == Class::Zeros && moved.length == self.wire {
                all.length = moved.length * count;
                all.times = 1;
            }
            all
        };
        let moved = if count == 0 { Vec::new() } else { self.moved.iter().map(strided).collect() };
        let ends = self.ends.iter().map(|ends| Ends { times: count, stride: self.wire, ..*ends }).collect();
        Some(Self { moved, ends, wire })
    }
}

/// What one element of the field is, if it is nothing but plain memory.
///
/// # Safety
///
/// The field is one of a valid description, which lives forever.
unsafe fn element(field: &'static VMStateField, depth: usize) -> Option<Piece> {
    // SAFETY: promised by the caller.
    let nested = match unsafe { shape::content(field) } {
        Ok(shape::Content::Description(nested, _)) => Some(nested),
        Ok(shape::Content::Kind) => None,
        Err(_) => return None,
    };
    if let Some(nested) = nested {
        if field.flags.intersects(VMStateFlags::VMS_VSTRUCT) {
            return None;
        }
        // SAFETY: promised by the caller.
        return unsafe { structure(nested, depth) };
    }
    let (class, length) = infos::plain_class(field)?;
    let moved = Moved { class, memory: 0, wire: 0, length, times: 1, memory_stride: 0, wire_stride: 0 };
    let moved = if length == 0 { Vec::new() } else { vec![moved] };
    Some(Piece { moved, ends: Vec::new(), wire: length })
}

/// What a nested struct is, if it is nothing but plain memory.
///
/// # Safety
///
/// The description is valid, and lives forever.
unsafe fn structure(vmsd: &'static VMStateDescription, depth: usize) -> Option<Piece> {
    let name = shape::description_name(vmsd).ok()?;
    // SAFETY: promised by the caller.
    let has_subsections = unsafe { subsections(vmsd.subsections) }.next().is_some();
    if depth == MAX_DEPTH || has_hooks(vmsd) || has_subsections || vmsd.minimum_version_id > vmsd.version_id {
        return None;
    }
    let mut whole = Piece::default();
    let mut spans = Spans::default();
    // SAFETY: promised by the caller.
    for field in unsafe { entries(vmsd.fields) } {
        if field.version_id > vmsd.version_id {
            return None;
        }
        // What is loaded twice has what is loaded last, but moves have no order.
        let span = span(field, fixed_count(field)?)?;
        if spans.overlap(span) {
            return None;
        }
        spans.0.push(span);
        // SAFETY: the field is one of a valid description.
        let piece = unsafe { all_elements(field, depth + 1) }?;
        whole.append(&piece, field.offset)?;
    }
    whole.ends.push(Ends { first: whole.wire, stride: 0, times: 1, name });
    Some(whole)
}

/// What a field is, if it is nothing but plain memory at a fixed place.
///
/// # Safety
///
/// As for [`element`].
unsafe fn all_elements(field: &'static VMStateField, depth: usize) -> Option<Piece> {
    let flags = field.flags;
    let indirect = VMStateFlags::VMS_POINTER | VMStateFlags::VMS_ARRAY_OF_POINTER;
    if !is_plain(field) || flags.intersects(indirect) || flags.intersects(VMStateFlags::ANY_VARRAY) {
        return None;
    }
    let count = usize::try_from(fixed_count(field)?).ok()?;
    // SAFETY: promised by the caller.
    unsafe { element(field, depth) }?.repeated(count, field.size)
}

/// How many elements the field has, if nothing counts them.
fn fixed_count(field: &VMStateField) -> Option<i32> {
    let is_multiplied = field.flags.intersects(VMStateFlags::VMS_MULTIPLY_ELEMENTS);
    (!is_multiplied).then_some(if field.flags.intersects(VMStateFlags::VMS_ARRAY) { field.num } else { 1 })
}

/// Whether nothing about the field asks for the plain walk, but for what its elements are and where.
fn is_plain(field: &VMStateField) -> bool {
    let unusual =
        VMStateFlags::VMS_VBUFFER | VMStateFlags::VMS_ALLOC | VMStateFlags::VMS_MUST_EXIST | VMStateFlags::VMS_MULTIPLY;
    field.field_exists.is_none() && !field.flags.intersects(unusual) && !is_guard(field)
}

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

/// Where fields begin in memory, and where they end.
#[derive(Debug, Default)]
struct Spans(Vec<(usize, usize)>);

impl Spans {
    fn overlap(&self, (begin, end): (usize, usize)) -> bool {
        self.0.iter().any(|(other_begin, other_end)| *other_begin < end && begin < *other_end)
    }
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

fn finished(repeat: Repeat, piece: Piece) -> Option<Part> {
    let is_once = matches!(repeat, Repeat::Once);
    let is_few = |moved: &Moved| {
        is_once && moved.times == 1 && moved.class != Class::Zeros && moved.length <= FEW * moved.class.width()
    };
    let (few, many): (Vec<_>, Vec<_>) = piece.moved.into_iter().partition(is_few);
    let mut moves = many.into_iter().map(|moved| moved.finished(is_once)).collect::<Vec<_>>();
    for class in Class::ALL {
        let width = class.width();
        let places = few.iter().filter(|moved| moved.class == class).flat_map(|moved| {
            (0..moved.length).step_by(width).map(|distance| (moved.memory + distance, moved.wire + distance))
        });
        let place =
            |(memory, wire)| Some(Place { memory: u32::try_from(memory).ok()?, wire: u32::try_from(wire).ok()? });
        let places = places.map(place).collect::<Option<Box<[_]>>>()?;
        if let [Place { memory, wire }] = *places {
            let (save, load) = leaves(class, Shape::Run, width);
            let (memory, wire) = (memory as usize, wire as usize);
            moves.push(Move { memory, wire, length: width, save, load, ..Move::none() });
        } else if !places.is_empty() {
            let (save, load) = leaves(class, Shape::Each, width);
            moves.push(Move { places, save, load, ..Move::none() });
        }
    }
    Some(Part { repeat, wire: piece.wire, moves: moves.into(), ends: piece.ends.into() })
}

impl Moved {
    fn finished(self, is_once: bool) -> Move {
        let Self { class, memory, wire, length, times, memory_stride, wire_stride } = self;
        let is_dense = length == class.width() && length == memory_stride && length == wire_stride;
        let shape = match (is_once, times) {
            (true, 1) => Shape::Run,
            (false, _) if is_dense => Shape::Counted,
            _ => Shape::Strided,
        };
        let (save, load) = leaves(class, shape, length);
        Move { memory, wire, length, times, memory_stride, wire_stride, save, load, ..Move::none() }
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

/// One element of a counted array, and its count.
///
/// # Safety
///
/// As for [`element`].
unsafe fn counted(field: &'static VMStateField, capacity: i32) -> Option<(Piece, Count)> {
    let kind = VMStateFlags(field.flags.0 & VMStateFlags::ANY_VARRAY.0);
    let pointers = field.flags.intersects(VMStateFlags::VMS_ARRAY_OF_POINTER);
    if !is_plain(field) || pointers || !kind.0.is_power_of_two() {
        return None;
    }
    // An array with a fixed number is no counted one, whatever else it says.
    if field.flags.intersects(VMStateFlags::VMS_ARRAY) {
        return None;
    }
    // SAFETY: promised by the caller.
    let mut piece = unsafe { element(field, 0) }?;
    let is_flat = piece.moved.iter().all(|moved| moved.times == 1) && piece.ends.iter().all(|ends| ends.times == 1);
    if !is_flat {
        return None;
    }
    for moved in &mut piece.moved {
        moved.memory_stride = field.size;
        moved.wire_stride = piece.wire;
    }
    for ends in &mut piece.ends {
        ends.stride = piece.wire;
    }
    let multiplied = field.flags.intersects(VMStateFlags::VMS_MULTIPLY_ELEMENTS);
    let factor = if multiplied { i64::from(field.num) } else { 1 };
    let count = Count { offset: field.num_offset, kind, factor, capacity: capacity.into(), wire: None };
    Some((piece, count))
}

fn count_width(kind: VMStateFlags) -> usize {
    if kind.intersects(VMStateFlags::VMS_VARRAY_UINT8) {
        1
    } else if kind.intersects(VMStateFlags::VMS_VARRAY_UINT16) {
        2
    } else {
        4
    }
}

/// The memory of so many elements of the field. Bytes that stand for nothing have none.
fn span(field: &VMStateField, count: i32) -> Option<(usize, usize)> {
    if matches!(infos::plain_class(field), Some((Class::Zeros, _))) {
        return Some((field.offset, field.offset));
    }
    let length = field.size.checked_mul(usize::try_from(count).ok()?)?;
    Some((field.offset, field.offset.checked_add(length)?))
}
