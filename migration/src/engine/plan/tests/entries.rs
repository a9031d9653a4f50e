//! Fields that only the table of the whole object has: counts, counted arrays, pointers, and what is always walked.

use core::ffi::c_int;

use super::{
    memory::{Region, BEHIND},
    object::{Guarded, Object, HEAD, POINTERS},
    placing::{Body, Element},
    tables::{forever, is_odd_or_new, number, struct_of, with, Maker, COMPARED, NUMBERS},
};
use crate::bindings::{VMStateField, VMStateFlags, Zeroable as _};

/// The largest struct that is counted or behind a pointer.
const SMALL: usize = 40;

impl Maker<'_> {
    pub(super) fn add_to_object(&mut self, fields: &mut Vec<VMStateField>, body: &mut Body) {
        let kinds = if self.is_plain { 14 } else { 20 };
        match self.choices.below(kinds) {
            0..=5 => self.add(fields, body, 0),
            6..=8 => {
                let element = self.count();
                self.add_at_head(fields, &element);
            }
            9 => {
                let element = self.struct_of_counts();
                self.add_at_head(fields, &element);
            }
            10..=14 => self.add_counted(fields, body),
            15 | 16 => self.add_pointer(fields),
            17 => self.add_pointers(fields),
            18 => {
                let element = number(self.choices.one_of(&COMPARED));
                if let Some(offset) = body.place(&mut self.choices, &element, 1, element.entry.size) {
                    self.push(fields, VMStateField { offset, ..element.entry });
                }
            }
            _ => self.add_unusual(fields, body),
        }
    }

    /// A number where there may be a count.
    fn count(&mut self) -> Element {
        number(self.choices.one_of(&[NUMBERS[0], NUMBERS[1], NUMBERS[2], NUMBERS[7], NUMBERS[6], NUMBERS[3]]))
    }

    /// The count of the array, as a field.
    fn count_of(&self, guarded: &Guarded) -> VMStateField {
        let VMStateField { num_offset, flags, .. } = guarded.entry;
        let kinds = [
            (VMStateFlags::VMS_VARRAY_UINT8, NUMBERS[0]),
            (VMStateFlags::VMS_VARRAY_UINT16, NUMBERS[1]),
            (VMStateFlags::VMS_VARRAY_UINT32, NUMBERS[2]),
        ];
        let kind = kinds.iter().find(|(flag, _)| flags.intersects(*flag)).map_or(NUMBERS[7], |(_, kind)| *kind);
        VMStateField { name: c"n".as_ptr(), offset: num_offset, ..number(kind).entry }
    }

    fn place_at_head(&mut self, element: &Element) -> usize {
        let places = HEAD / element.align;
        // The counts themselves more often than not.
        let usual = [0, 2, 4, 8, 2, 4, 8, 0].map(|offset| offset / element.align);
        let index = if self.choices.rarely(4) { self.choices.below(places) } else { self.choices.one_of(&usual) };
        (index * element.align).min(HEAD - element.entry.size) / element.align * element.align
    }

    fn add_at_head(&mut self, fields: &mut Vec<VMStateField>, element: &Element) {
        let offset = self.place_at_head(element);
        let mut entry = VMStateField { offset, ..element.entry };
        if offset + 2 * entry.size <= HEAD && self.choices.rarely(4) {
            entry.num = 2;
            entry.flags = with(entry.flags, VMStateFlags::VMS_ARRAY);
        }
        self.push(fields, entry);
    }

    /// A struct at the begin of the object, which may have a count twice.
    fn struct_of_counts(&mut self) -> Element {
        let mut fields = Vec::new();
        for _ in 0..=self.choices.below(3) {
            let element = self.count();
            self.add_at_head(&mut fields, &element);
        }
        let vmsd = self.made_of("b", fields, Vec::new());
        let mut element = struct_of(forever(Box::new(vmsd)), Body::new(Region::Object, 0, HEAD));
        element.entry.size = HEAD;
        element
    }

    fn small(&mut self) -> Element {
        let element = self.element(3);
        if element.entry.size > SMALL {
            number(NUMBERS[1])
        } else {
            element
        }
    }

    fn add_counted(&mut self, fields: &mut Vec<VMStateField>, body: &mut Body) {
        let index = self.choices.below(self.guarded.len());
        let mut guarded = self.guarded[index];
        let element = self.small();
        let stride = self.stride(&element);
        let Some(offset) = body.place(&mut self.choices, &element, guarded.capacity(), stride) else { return };
        if self.choices.below(2) == 1 {
            let count = self.count_of(&guarded);
            fields.push(count);
        }
        if !self.is_plain && self.choices.rarely(16) {
            guarded.guard.version_id = 2;
        }
        fields.push(guarded.guard);
        let VMStateField { num, num_offset, flags, .. } = guarded.entry;
        let flags = with(element.entry.flags, flags);
        let version_id = guarded.guard.version_id;
        fields.push(VMStateField {
            offset,
            size: stride,
            num,
            num_offset,
            flags,
            name: c"c".as_ptr(),
            version_id,
            ..element.entry
        });
    }

    /// A pointer to one element, to many, or to counted ones.
    fn add_pointer(&mut self, fields: &mut Vec<VMStateField>) {
        let Some(index) = self.next_pointer(1) else { return };
        let element = self.small();
        let stride = self.stride(&element);
        let start = self.choices.one_of(&[0, 0, 8]);
        let offset = core::mem::offset_of!(Object, pointers) + index * size_of::<usize>();
        let mut entry = VMStateField { offset, start, size: stride, ..element.entry };
        entry.flags = VMStateFlags(entry.flags.0 | VMStateFlags::VMS_POINTER.0);
        let mut behind = Body::new(Region::Behind(index), start, BEHIND);
        let count = match self.choices.below(3) {
            0 => 1,
            1 => {
                entry.num = self.choices.one_of(&[2, 1, 0, 3, 5]);
                entry.flags = with(entry.flags, VMStateFlags::VMS_ARRAY);
                entry.num as usize
            }
            _ => {
                let chosen = self.choices.below(self.guarded.len());
                let guarded = self.guarded[chosen];
                if guarded.capacity() * stride + start > BEHIND {
                    return;
                }
                fields.push(guarded.guard);
                (entry.num, entry.num_offset) = (guarded.entry.num, guarded.entry.num_offset);
                entry.flags = with(entry.flags, guarded.entry.flags);
                guarded.capacity()
            }
        };
        entry.name = c"p".as_ptr();
        behind.take(&element, start, count, stride);
        self.behind.append(&mut behind.spans);
        fields.push(entry);
    }

    /// An array of pointers.
    fn add_pointers(&mut self, fields: &mut Vec<VMStateField>) {
        let count = 1 + self.choices.below(3);
        let Some(first) = self.next_pointer(count) else { return };
        let element = if self.choices.rarely(3) { self.small() } else { number(NUMBERS[2]) };
        if element.entry.flags.intersects(VMStateFlags::VMS_BUFFER) {
            return;
        }
        let offset = core::mem::offset_of!(Object, pointers) + first * size_of::<usize>();
        let flags = with(element.entry.flags, VMStateFlags::VMS_ARRAY | VMStateFlags::VMS_ARRAY_OF_POINTER);
        self.push(
            fields,
            VMStateField { offset, num: count as c_int, size: size_of::<usize>(), flags, ..element.entry },
        );
        for index in first..first + count {
            let mut behind = Body::new(Region::Behind(index), 0, BEHIND);
            behind.take(&element, 0, 1, element.entry.size);
            self.behind.append(&mut behind.spans);
        }
    }

    fn next_pointer(&mut self, count: usize) -> Option<usize> {
        let first = self.next_pointer;
        (first + count <= POINTERS).then(|| self.next_pointer += count)?;
        Some(first)
    }

    /// What no program does.
    fn add_unusual(&mut self, fields: &mut Vec<VMStateField>, body: &mut Body) {
        match self.choices.below(4) {
            0 | 1 => {
                let flags = VMStateFlags::VMS_MUST_EXIST | VMStateFlags::VMS_ARRAY;
                let field_exists = Some(is_odd_or_new as _);
                fields.push(VMStateField { name: c"check".as_ptr(), flags, field_exists, ..VMStateField::ZERO });
            }
            2 => {
                let element = self.structure(2);
                let struct_version_id = self.choices.one_of(&[1, 2, 0, 3, 9]);
                let Some(offset) = body.place(&mut self.choices, &element, 1, element.entry.size) else { return };
                let flags = VMStateFlags::VMS_SINGLE | VMStateFlags::VMS_VSTRUCT;
                self.push(fields, VMStateField { offset, struct_version_id, flags, ..element.entry });
            }
            _ => {
                let entry = number(NUMBERS[0]).entry;
                let flags = entry.flags | VMStateFlags::VMS_ALLOC;
                self.push(fields, VMStateField { offset: size_of::<Object>() - 1, flags, ..entry });
            }
        }
    }
}
