//! What fields and structs come down to, before programs are made of them.

use super::{
    leaf::{Class, Move, Place, Shape, PAIRED},
    part::{Count, Ends, Part, Repeat},
    vectors::leaves,
    window::windows,
};
use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    engine::{hooks::has_hooks, infos, shape},
    vmstate::{entries, is_guard, subsections},
};

/// How deep descriptions are nested in a program at most.
pub(in crate::engine) const MAX_DEPTH: usize = 48;
/// How many moves stand for an array of structs with arrays of structs in them.
const MAX_RUNS: usize = 1024;
/// Up to so many neighbours are moved one by one.
const FEW: usize = 2;

/// A move of elements in the making.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved {
    pub class: Class,
    pub memory: usize,
    pub wire: usize,
    pub length: usize,
    pub times: usize,
    pub memory_stride: usize,
    pub wire_stride: usize,
}

impl Moved {
    fn touches(&self, next: &Self) -> bool {
        self.class == next.class
            && (self.times, next.times) == (1, 1)
            && (self.memory + self.length == next.memory || self.class == Class::Zeros)
            && self.wire + self.length == next.wire
    }

    /// How often it happens, and how far apart.
    pub(super) fn rhythm(&self) -> (usize, usize, usize) {
        (self.times, self.memory_stride, self.wire_stride)
    }

    fn is_dense(&self) -> bool {
        self.times == 1 || self.length == self.memory_stride && self.length == self.wire_stride
    }
}

/// What stands for a field, or one element of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub moved: Vec<Moved>,
    pub ends: Vec<Ends>,
    pub wire: usize,
}

impl Piece {
    /// One behind the other, at another place in memory. `None` if it becomes too much.
    pub(super) fn append(&mut self, other: &Self, memory: usize) -> Option<()> {
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
    pub(super) fn repeated(self, count: usize, stride: usize) -> Option<Self> {
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
pub(super) unsafe fn element(field: &'static VMStateField, depth: usize) -> Option<Piece> {
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
pub(super) unsafe fn all_elements(field: &'static VMStateField, depth: usize) -> Option<Piece> {
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
pub(super) fn fixed_count(field: &VMStateField) -> Option<i32> {
    let is_multiplied = field.flags.intersects(VMStateFlags::VMS_MULTIPLY_ELEMENTS);
    (!is_multiplied).then_some(if field.flags.intersects(VMStateFlags::VMS_ARRAY) { field.num } else { 1 })
}

/// Whether nothing about the field asks for the plain walk, but for what its elements are and where.
pub(super) fn is_plain(field: &VMStateField) -> bool {
    let unusual =
        VMStateFlags::VMS_VBUFFER | VMStateFlags::VMS_ALLOC | VMStateFlags::VMS_MUST_EXIST | VMStateFlags::VMS_MULTIPLY;
    field.field_exists.is_none() && !field.flags.intersects(unusual) && !is_guard(field)
}

/// One element of a counted array, and its count.
///
/// # Safety
///
/// As for [`element`].
pub(super) unsafe fn counted(field: &'static VMStateField, capacity: i32) -> Option<(Piece, Count)> {
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

pub(super) fn count_width(kind: VMStateFlags) -> usize {
    if kind.intersects(VMStateFlags::VMS_VARRAY_UINT8) {
        1
    } else if kind.intersects(VMStateFlags::VMS_VARRAY_UINT16) {
        2
    } else {
        4
    }
}

/// The memory of so many elements of the field. Bytes that stand for nothing have none.
pub(super) fn span(field: &VMStateField, count: i32) -> Option<(usize, usize)> {
    if matches!(infos::plain_class(field), Some((Class::Zeros, _))) {
        return Some((field.offset, field.offset));
    }
    let length = field.size.checked_mul(usize::try_from(count).ok()?)?;
    Some((field.offset, field.offset.checked_add(length)?))
}

pub(super) fn finished(repeat: Repeat, piece: Piece) -> Option<Part> {
    let is_once = matches!(repeat, Repeat::Once);
    let is_few = |moved: &Moved| {
        is_once && moved.times == 1 && moved.class != Class::Zeros && moved.length <= FEW * moved.class.width()
    };
    let (mut moves, left) = windows(piece.moved);
    let (few, many): (Vec<_>, Vec<_>) = left.into_iter().partition(is_few);
    let mut many = many;
    while let Some(moved) = many.pop() {
        let partner = many.iter().position(|other| moved.pairs_with(other) || other.pairs_with(&moved));
        moves.push(match partner.map(|index| many.swap_remove(index)) {
            Some(single) if moved.pairs_with(&single) => moved.paired(&single)?,
            Some(run) => run.paired(&moved)?,
            None => moved.finished(is_once),
        });
    }
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
    /// Whether the other one is single elements that can be moved together with these runs.
    fn pairs_with(&self, single: &Self) -> bool {
        self.class == single.class
            && self.class != Class::Zeros
            && (self.length == PAIRED || self.length == self.class.width())
            && single.length == self.class.width()
            && self.times == single.times
            && (self.memory_stride, self.wire_stride) == (single.memory_stride, single.wire_stride)
            && self.memory_stride != 0
    }

    fn paired(self, single: &Self) -> Option<Move> {
        let Self { class, memory, wire, length, times, memory_stride, wire_stride } = self;
        let single = Place { memory: u32::try_from(single.memory).ok()?, wire: u32::try_from(single.wire).ok()? };
        let (save, load) = leaves(class, Shape::Pair, length);
        let places = [single].into();
        Some(Move { memory, wire, length, times, memory_stride, wire_stride, places, window: None, save, load })
    }

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

/// Where fields begin in memory, and where they end.
#[derive(Debug, Default)]
pub(super) struct Spans(pub Vec<(usize, usize)>);

impl Spans {
    pub(super) fn overlap(&self, (begin, end): (usize, usize)) -> bool {
        self.0.iter().any(|(other_begin, other_end)| *other_begin < end && begin < *other_end)
    }
}
