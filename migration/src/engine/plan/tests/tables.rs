//! Random tables.

use core::ffi::{c_char, c_int, c_void};
use std::{ffi::CString, sync::Mutex};

use super::{
    choices::Choices,
    memory::{Region, Span},
    object::{guarded, Guarded, Object},
    placing::{Body, Element},
};
use crate::bindings::{
    vmstate_info_bool, vmstate_info_buffer, vmstate_info_int16, vmstate_info_int32, vmstate_info_int32_equal,
    vmstate_info_int32_le, vmstate_info_int64, vmstate_info_int8, vmstate_info_uint16, vmstate_info_uint16_equal,
    vmstate_info_uint32, vmstate_info_uint32_equal, vmstate_info_uint64, vmstate_info_uint64_equal, vmstate_info_uint8,
    vmstate_info_uint8_equal, vmstate_info_unused_buffer, VMStateDescription, VMStateField, VMStateFlags, VMStateInfo,
    Zeroable as _,
};

/// A random description of an [`Object`].
pub struct Table {
    pub vmsd: &'static VMStateDescription,
    /// All bytes that it can reach.
    pub spans: Vec<Span>,
    /// The names of all descriptions in it.
    pub names: Vec<String>,
    /// Whether there are hooks, which change what no field may have.
    pub has_hooks: bool,
}

/// What stays forever, where a search for leaks finds it.
static KEPT: Mutex<Vec<usize>> = Mutex::new(Vec::new());

pub(super) fn forever<T: ?Sized>(value: Box<T>) -> &'static T {
    let value = Box::leak(value);
    KEPT.lock().unwrap().push(core::ptr::from_ref(value).cast::<u8>() as usize);
    value
}

pub(super) struct Maker<'b> {
    pub choices: Choices<'b>,
    names: Vec<String>,
    has_hooks: bool,
    /// Whether there is nothing that no program does.
    pub is_plain: bool,
    pub guarded: Vec<Guarded>,
    pub next_pointer: usize,
    /// What is behind pointers.
    pub behind: Vec<Span>,
}

pub fn table(choices: Choices<'_>) -> Table {
    let mut maker = Maker::new(choices);
    maker.is_plain = maker.choices.below(2) == 0;
    let begin = core::mem::offset_of!(Object, area);
    let mut body = Body::new(Region::Object, begin, size_of::<Object>());
    let name = maker.choices.one_of(&["a", "ab", "b"]);
    let vmsd = maker.description(name, &mut body, 0, true);
    body.spans.append(&mut maker.behind);
    Table { vmsd, spans: body.spans, names: maker.names, has_hooks: maker.has_hooks }
}

pub(super) const NUMBERS: [(*const VMStateInfo, usize); 10] = [
    (&raw const vmstate_info_uint8, 1),
    (&raw const vmstate_info_uint16, 2),
    (&raw const vmstate_info_uint32, 4),
    (&raw const vmstate_info_uint64, 8),
    (&raw const vmstate_info_bool, 1),
    (&raw const vmstate_info_int8, 1),
    (&raw const vmstate_info_int16, 2),
    (&raw const vmstate_info_int32, 4),
    (&raw const vmstate_info_int64, 8),
    (&raw const vmstate_info_bool, 1),
];

pub(super) const COMPARED: [(*const VMStateInfo, usize); 6] = [
    (&raw const vmstate_info_uint8_equal, 1),
    (&raw const vmstate_info_uint16_equal, 2),
    (&raw const vmstate_info_int32_equal, 4),
    (&raw const vmstate_info_uint32_equal, 4),
    (&raw const vmstate_info_uint64_equal, 8),
    (&raw const vmstate_info_int32_le, 4),
];

pub(super) fn number((info, size): (*const VMStateInfo, usize)) -> Element {
    let is_bool = core::ptr::eq(info, &raw const vmstate_info_bool);
    let entry = VMStateField { info, size, flags: VMStateFlags::VMS_SINGLE, ..VMStateField::ZERO };
    Element { entry, align: size, spans: vec![span(size, is_bool)] }
}

pub(super) fn span(length: usize, is_bool: bool) -> Span {
    Span { region: Region::Object, begin: 0, length, is_bool }
}

fn buffer(size: usize, is_unused: bool) -> Element {
    let info = if is_unused { &raw const vmstate_info_unused_buffer } else { &raw const vmstate_info_buffer };
    let entry = VMStateField { info, size, flags: VMStateFlags::VMS_BUFFER, ..VMStateField::ZERO };
    Element { entry, align: 1, spans: if is_unused { Vec::new() } else { vec![span(size, false)] } }
}

pub(super) fn with(one: VMStateFlags, other: VMStateFlags) -> VMStateFlags {
    VMStateFlags(one.0 & !VMStateFlags::VMS_SINGLE.0 | other.0)
}

impl<'b> Maker<'b> {
    pub(super) fn new(choices: Choices<'b>) -> Self {
        Self {
            choices,
            names: Vec::new(),
            has_hooks: false,
            is_plain: false,
            guarded: guarded(),
            next_pointer: 0,
            behind: Vec::new(),
        }
    }

    /// A description without anything else.
    pub(super) fn forever_of(&mut self, name: &str, fields: Vec<VMStateField>) -> &'static VMStateDescription {
        self.forever_with(name, fields, |_| {})
    }

    pub(super) fn forever_with(
        &mut self,
        name: &str,
        fields: Vec<VMStateField>,
        change: impl FnOnce(&mut VMStateDescription),
    ) -> &'static VMStateDescription {
        let mut vmsd = self.made_of(name, fields, Vec::new());
        change(&mut vmsd);
        forever(Box::new(vmsd))
    }

    pub(super) fn name(&mut self, name: &str) -> *const c_char {
        self.names.push(name.to_owned());
        forever(CString::new(name).unwrap().into_boxed_c_str()).as_ptr()
    }

    /// A description of what is in the body, with subsections that share it.
    pub(super) fn description(
        &mut self,
        name: &str,
        body: &mut Body,
        depth: usize,
        is_whole: bool,
    ) -> &'static VMStateDescription {
        let mut fields = Vec::new();
        for _ in 0..self.choices.below(if depth == 0 { 7 } else { 4 }) {
            if is_whole {
                self.add_to_object(&mut fields, body);
            } else {
                self.add(&mut fields, body, depth);
            }
        }
        let mut subsections = Vec::new();
        let is_split =
            if is_whole { depth < 3 && self.choices.below(2) == 1 } else { !self.is_plain && self.choices.rarely(16) };
        for _ in 0..if is_split { 1 + self.choices.below(2) } else { 0 } {
            let name = format!("{name}{}", self.choices.one_of(&["a", "b", "/a", "b"]));
            subsections.push(core::ptr::from_ref(self.description(&name, body, depth + 1, is_whole)));
        }
        let mut vmsd = self.made_of(name, fields, subsections);
        if self.choices.rarely(3) {
            vmsd.needed = Some(is_odd);
        }
        if !self.is_plain && self.choices.rarely(6) {
            self.add_hooks(&mut vmsd);
        }
        if !is_whole {
            // Hooks and tests look at the first byte.
            body.spans.push(span(1, false));
        }
        forever(Box::new(vmsd))
    }

    pub(super) fn made_of(
        &mut self,
        name: &str,
        mut fields: Vec<VMStateField>,
        mut subsections: Vec<*const VMStateDescription>,
    ) -> VMStateDescription {
        fields.push(VMStateField { flags: VMStateFlags::VMS_END, ..VMStateField::ZERO });
        subsections.push(core::ptr::null());
        let version_id = self.choices.one_of(&[1, 1, 2, 3]);
        VMStateDescription {
            name: self.name(name),
            version_id,
            minimum_version_id: self.choices.one_of(&[0, 0, 1, 0, version_id, version_id, 0, 2]),
            fields: forever(fields.into_boxed_slice()).as_ptr(),
            subsections: forever(subsections.into_boxed_slice()).as_ptr(),
            ..VMStateDescription::ZERO
        }
    }

    fn add_hooks(&mut self, vmsd: &mut VMStateDescription) {
        self.has_hooks = true;
        let which = 1 + self.choices.below(31);
        let hook = |bit: u32| (which & 1 << bit != 0).then_some(change as unsafe extern "C" fn(*mut c_void) -> c_int);
        vmsd.pre_load = hook(0);
        vmsd.pre_save = hook(1);
        vmsd.post_save = hook(2);
        if which & 8 != 0 {
            vmsd.post_load = Some(change_loaded);
        }
    }

    /// One element of a field.
    pub(super) fn element(&mut self, depth: usize) -> Element {
        match self.choices.below(8) {
            0..=3 => number(self.choices.one_of(&NUMBERS)),
            4 => buffer(self.choices.one_of(&[1, 4, 0, 7, 33]), self.choices.below(3) == 2),
            _ if depth < 4 => self.structure(depth),
            _ => number(NUMBERS[0]),
        }
    }

    pub(super) fn structure(&mut self, depth: usize) -> Element {
        let mut body = Body::new(Region::Object, 0, 120);
        let name = self.choices.one_of(&["a", "a", "ab", "b", "aa"]);
        let vmsd = self.description(name, &mut body, depth + 1, false);
        struct_of(vmsd, body)
    }

    /// Adds a field of the usual kinds.
    pub(super) fn add(&mut self, fields: &mut Vec<VMStateField>, body: &mut Body, depth: usize) {
        let element = if !self.is_plain && self.choices.rarely(20) {
            number(self.choices.one_of(&COMPARED))
        } else {
            self.element(depth)
        };
        let count = if self.choices.below(3) == 2 { Some(self.choices.one_of(&[2, 1, 0, 3, 5, 9])) } else { None };
        let stride = self.stride(&element);
        let Some(offset) = body.place(&mut self.choices, &element, count.unwrap_or(1), stride) else { return };
        let mut entry = VMStateField { offset, size: stride, ..element.entry };
        if let Some(count) = count {
            entry.num = count as c_int;
            entry.flags = with(entry.flags, VMStateFlags::VMS_ARRAY);
        }
        self.push(fields, entry);
    }

    pub(super) fn stride(&mut self, element: &Element) -> usize {
        let is_sized_by_field = element.entry.flags.intersects(VMStateFlags::VMS_BUFFER);
        let gap = if is_sized_by_field { 0 } else { self.choices.one_of(&[0, 0, element.align]) };
        element.entry.size + gap
    }

    pub(super) fn push(&mut self, fields: &mut Vec<VMStateField>, mut entry: VMStateField) {
        entry.name = self.choices.one_of(&[c"x", c"y", c"z", c"x"]).as_ptr();
        if self.choices.rarely(16) {
            entry.version_id = self.choices.one_of(&[1, 1, 2, 4]);
        }
        if !self.is_plain && self.choices.rarely(32) {
            entry.field_exists = Some(is_odd_or_new);
        }
        fields.push(entry);
    }
}

pub(super) fn struct_of(vmsd: &'static VMStateDescription, body: Body) -> Element {
    let flags = VMStateFlags::VMS_SINGLE | VMStateFlags::VMS_STRUCT;
    Element {
        entry: VMStateField { size: body.size(), vmsd, flags, ..VMStateField::ZERO },
        align: 8,
        spans: body.spans,
    }
}

/// Changes the first byte, or refuses.
unsafe extern "C" fn change(object: *mut c_void) -> c_int {
    let first = object.cast::<u8>();
    // SAFETY: each object has a byte, and nobody looks at it meanwhile.
    let byte = unsafe { first.read() };
    if byte & 6 == 6 {
        return -libc::EINVAL;
    }
    // SAFETY: as above; it stays a `bool`.
    unsafe { first.write(byte ^ 1) };
    0
}

unsafe extern "C" fn change_loaded(object: *mut c_void, _version_id: c_int) -> c_int {
    // SAFETY: as of any hook.
    unsafe { change(object) }
}

unsafe extern "C" fn is_odd(object: *mut c_void) -> bool {
    // SAFETY: each object has a byte.
    unsafe { object.cast::<u8>().read() & 1 == 1 }
}

pub(super) unsafe extern "C" fn is_odd_or_new(object: *mut c_void, version_id: c_int) -> bool {
    // SAFETY: each object has a byte.
    version_id > 2 || unsafe { is_odd(object) }
}
