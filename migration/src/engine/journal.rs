//! What a load in place has overwritten, so that it can be put back.

use core::ffi::c_void;
use std::collections::{hash_map::Entry, HashMap, HashSet};

use super::{
    file::File,
    hooks, infos,
    plan::{Extent, Plan, Program, Step},
    shape::{self, Elements},
};
use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    error::Error,
    memory::{self, Reserve as _},
    vmstate::{entries, fits_now, is_guard, subsections},
};

/// How deep hooks can reach; see `File::enter`.
const MAX_DEPTH: usize = 64;

/// The old contents, in the order in which they were noted. What is noted already is not noted again, as only the oldest
/// contents count in the end.
#[derive(Debug, Default)]
pub(super) struct Journal {
    changes: Vec<Change>,
    noted: Noted,
    runs_code: HashMap<*const VMStateDescription, bool>,
}

/// How many elements were noted, by the entry or description and the address of what it stands for.
#[derive(Debug, Default)]
pub struct Noted(HashMap<(*const (), *mut c_void), usize>);

#[derive(Debug)]
enum Change {
    /// Plain memory.
    Memory { address: *mut u8, old: Vec<u8> },
    /// All that a program loads, as it saves it.
    Program { program: &'static Program, object: *mut u8, extent: Extent, old: Vec<u8> },
    /// An element of a kind that only its own functions know: what they had saved.
    Kind { field: *const VMStateField, element: *mut c_void, size: usize, old: Vec<u8> },
}

/// An element whose kind is device code, for later.
struct Deferred<'f> {
    field: &'f VMStateField,
    element: *mut c_void,
    size: usize,
}

impl Noted {
    /// Remembers that `count` elements are noted, and says how many were before.
    fn raise<T>(&mut self, what: *const T, address: *mut c_void, count: usize) -> Result<usize, Error> {
        // A map grows twofold; beside the entry there is the change itself.
        const ENTRY: usize = 2 * size_of::<((*const (), *mut c_void), usize)>() + 2 * size_of::<Change>();
        let known = match self.0.entry((what.cast(), address)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                memory::charge(ENTRY).map_err(Error::from_device)?;
                place.insert(0)
            }
        };
        let before = *known;
        *known = before.max(count);
        Ok(before)
    }
}

impl Journal {
    /// A journal for one more load of an object: what was noted then will be put back after what is noted here.
    pub(super) fn behind(noted: Noted) -> Self {
        Self { noted, ..Self::default() }
    }

    /// What is noted, for the journal of a later load of the same object.
    pub(super) fn hand_over(&mut self) -> Noted {
        core::mem::take(&mut self.noted)
    }

    /// Notes the elements of a field before any of them is overwritten, if they are plain memory in one piece. Else false.
    ///
    /// # Safety
    ///
    /// The field is one of a valid description, and the elements are its own; they stay until the journal was followed or dropped.
    pub(super) unsafe fn note_memory(&mut self, field: &VMStateField, elements: &Elements) -> Result<bool, Error> {
        let Some(width) = infos::plain_width(field, elements.size) else { return Ok(false) };
        let Some(first) = elements.in_one_piece(width) else { return Ok(false) };
        hooks::check_not_borrowed()?;
        let before = self.noted.raise(field, first, elements.count)?;
        if width > 0 && before < elements.count {
            let address = first.cast::<u8>().wrapping_add(before * width);
            // SAFETY: elements of a plain kind that touch are so many initialised bytes.
            let old = unsafe { core::slice::from_raw_parts(address, (elements.count - before) * width) };
            let old = copied(old)?;
            self.changes.push(Change::Memory { address, old });
        }
        Ok(true)
    }

    /// Notes all that a program can load, before it does.
    ///
    /// # Safety
    ///
    /// The program is one of a description that is valid for `object`, which stays until the journal was followed or dropped.
    pub(super) unsafe fn note_program(&mut self, program: &'static Program, object: *mut c_void) -> Result<(), Error> {
        // SAFETY: promised by the caller. Without data there is nothing to note.
        let Some(extent) = (unsafe { program.extent(object.cast()) }) else { return Ok(()) };
        hooks::check_not_borrowed()?;
        let count = extent.count();
        if self.noted.raise(program, object, count)? >= count {
            return Ok(());
        }
        let mut old = Vec::new();
        // SAFETY: promised by the caller.
        if let Some(length) = unsafe { program.wire_len(object.cast(), extent) } {
            old.reserve_or_refuse(length).map_err(Error::from_device)?;
        }
        // SAFETY: promised by the caller.
        if unsafe { program.save(object.cast(), extent, &mut old, None) }.is_some() {
            self.changes.push(Change::Program { program, object: object.cast(), extent, old });
        }
        Ok(())
    }

    /// Notes an element before it is overwritten. False for one that was noted before.
    ///
    /// # Safety
    ///
    /// The field is one of a valid description and `element` one of its elements; the element stays until the journal
    /// was followed or dropped.
    pub(super) unsafe fn note(
        &mut self,
        field: &VMStateField,
        element: *mut c_void,
        size: usize,
    ) -> Result<bool, Error> {
        if self.noted.raise(field, element, 1)? > 0 {
            return Ok(false);
        }
        hooks::check_not_borrowed()?;
        match infos::plain_width(field, size) {
            Some(0) => {}
            Some(width) => {
                let address = element.cast::<u8>();
                // SAFETY: an element of a plain kind is so many initialised bytes.
                let old = copied(unsafe { core::slice::from_raw_parts(address, width) })?;
                self.changes.push(Change::Memory { address, old });
            }
            // It leaves a note of its own when it is loaded.
            None if hooks::is_migratable(field) => {}
            // What is in its table may read the local value, so a load of the old bytes could be refused.
            None if hooks::is_tmp(field) => {
                let mut deferred = Vec::new();
                // SAFETY: the table is that of the element, and lives forever.
                if let Some(vmsd) = unsafe { field.vmsd.as_ref() } {
                    // SAFETY: promised by the caller.
                    unsafe { self.note_all(vmsd, element, MAX_DEPTH, &mut deferred) }?;
                }
                // SAFETY: promised by the caller.
                unsafe { self.note_deferred(deferred) }?;
            }
            None => {
                let mut file = File::writing(Vec::new());
                // SAFETY: promised by the caller.
                unsafe { hooks::put(&mut file, field, element, size, core::ptr::null_mut()) }?;
                let old = file.into_output();
                memory::charge(old.capacity()).map_err(Error::from_device)?;
                self.changes.push(Change::Kind { field, element, size, old });
            }
        }
        Ok(true)
    }

    /// Notes all that a description can reach, before device code in it runs for the first time: that may change whatever it
    /// reaches, and no later note would know.
    ///
    /// # Safety
    ///
    /// The description is valid for `opaque`, which stays until the journal was followed or dropped.
    pub(super) unsafe fn note_before_code(
        &mut self,
        vmsd: &VMStateDescription,
        opaque: *mut c_void,
    ) -> Result<(), Error> {
        // SAFETY: promised by the caller.
        if !unsafe { self.runs_code(vmsd) } {
            return Ok(());
        }
        let mut deferred = Vec::new();
        // SAFETY: promised by the caller.
        unsafe { self.note_all(vmsd, opaque, MAX_DEPTH, &mut deferred) }?;
        // SAFETY: promised by the caller.
        unsafe { self.note_deferred(deferred) }
    }

    /// Kinds that are device code come last, so that what they change is noted.
    ///
    /// # Safety
    ///
    /// As for [`note`](Self::note), for each.
    unsafe fn note_deferred(&mut self, deferred: Vec<Deferred<'_>>) -> Result<(), Error> {
        for Deferred { field, element, size } in deferred {
            // SAFETY: promised by the caller.
            let is_first = unsafe { self.note(field, element, size) }?;
            if is_first && hooks::is_migratable(field) {
                // SAFETY: promised by the caller.
                unsafe { hooks::leave_way_back(field, element) }?;
            }
        }
        Ok(())
    }

    /// Whether a load by this description calls device code at any depth: hooks, tests, checks.
    ///
    /// # Safety
    ///
    /// The description is valid.
    unsafe fn runs_code(&mut self, vmsd: &VMStateDescription) -> bool {
        if let Some(known) = self.runs_code.get(&core::ptr::from_ref(vmsd)) {
            return *known;
        }
        // SAFETY: promised by the caller.
        let runs = unsafe { runs_code(vmsd, &mut HashSet::new()) };
        self.runs_code.insert(vmsd, runs);
        runs
    }

    /// # Safety
    ///
    /// As for [`note_before_code`](Self::note_before_code).
    unsafe fn note_all<'f>(
        &mut self,
        vmsd: &'f VMStateDescription,
        opaque: *mut c_void,
        depth: usize,
        deferred: &mut Vec<Deferred<'f>>,
    ) -> Result<(), Error> {
        if depth == 0 || self.noted.raise(vmsd, opaque, 1)? > 0 {
            return Ok(());
        }
        let mut guarded = None;
        // SAFETY: promised by the caller; descriptions live forever.
        for step in unsafe { Plan::of(vmsd) }.steps(vmsd.version_id) {
            let field = match step {
                Step::Field(field, _) => field,
                Step::Program(program) => {
                    // What is counted behind a pointer has its guard in front of the program.
                    if guarded.take() != Some(false) {
                        // SAFETY: promised by the caller; the count is good.
                        unsafe { self.note_program(program, opaque) }?;
                    }
                    continue;
                }
            };
            if is_guard(field) {
                // SAFETY: promised by the caller.
                guarded = Some(unsafe { fits_now(field, opaque) });
                continue;
            }
            // A count that is no good leads outside of the array. Where nothing guards it, it is good where the field exists.
            let counted = field.flags.intersects(VMStateFlags::ANY_VARRAY);
            let leads_outside = match guarded.take() {
                Some(fits) => counted && !fits,
                None => {
                    counted
                        && field.field_exists.is_some()
                        // SAFETY: promised by the caller.
                        && !unsafe { hooks::exists(field, opaque, vmsd.version_id) }.unwrap_or(false)
                }
            };
            // A check has nothing to note.
            if !leads_outside && !field.flags.intersects(VMStateFlags::VMS_MUST_EXIST) {
                // SAFETY: promised by the caller.
                unsafe { self.note_field(field, opaque, depth, deferred) }?;
            }
        }
        // SAFETY: the list is that of a valid description.
        for subsection in unsafe { subsections(vmsd.subsections) } {
            // SAFETY: a subsection describes the same object.
            unsafe { self.note_all(subsection, opaque, depth - 1, deferred) }?;
        }
        Ok(())
    }

    /// # Safety
    ///
    /// As for [`note_before_code`](Self::note_before_code).
    unsafe fn note_field<'f>(
        &mut self,
        field: &'f VMStateField,
        opaque: *mut c_void,
        depth: usize,
        deferred: &mut Vec<Deferred<'f>>,
    ) -> Result<(), Error> {
        // SAFETY: promised by the caller. A count or pointer that is no good now is no good to load over either, unless the load
        // itself sets it; then each element is noted before it is overwritten.
        let Ok(elements) = (unsafe { Elements::of(field, opaque) }) else { return Ok(()) };
        let is_plain = infos::plain_width(field, elements.size).is_some();
        // SAFETY: the field is one of a valid description.
        let content = unsafe { shape::content(field) }?;
        // SAFETY: promised by the caller.
        if matches!(content, shape::Content::Kind) && unsafe { self.note_memory(field, &elements) }? {
            return Ok(());
        }
        for index in 0..elements.count {
            // SAFETY: the index is below the count.
            let element = unsafe { elements.element(index) };
            if element.is_null() {
                continue;
            }
            match content {
                // SAFETY: the element is described by the nested description.
                shape::Content::Description(vmsd, _) => unsafe {
                    self.note_all(vmsd, element, depth - 1, deferred)?;
                },
                shape::Content::Kind if is_plain => {
                    // SAFETY: the element is one of the field's.
                    unsafe { self.note(field, element, elements.size) }?;
                }
                shape::Content::Kind if hooks::is_tmp(field) => {
                    // SAFETY: the table is that of the element, and lives forever.
                    if let Some(vmsd) = unsafe { field.vmsd.as_ref() } {
                        // SAFETY: promised by the caller.
                        unsafe { self.note_all(vmsd, element, depth - 1, deferred) }?;
                    }
                }
                shape::Content::Kind => deferred.push(Deferred { field, element, size: elements.size }),
            }
        }
        Ok(())
    }

    /// Puts everything back, last first; all of it, whatever happens on the way, unless somebody looks into a cell.
    ///
    /// # Safety
    ///
    /// The object that was loaded is still there, and borrowed as it was.
    pub(super) unsafe fn roll_back(self) -> Result<(), Error> {
        let mut result = Ok(());
        for change in self.changes.into_iter().rev() {
            if let Err(borrowed) = hooks::check_not_borrowed() {
                return result.and(Err(borrowed));
            }
            match change {
                Change::Memory { address, old } => {
                    // SAFETY: the memory was there when it was noted, and is as long; the old bytes are elsewhere.
                    unsafe { core::ptr::copy_nonoverlapping(old.as_ptr(), address, old.len()) };
                }
                Change::Program { program, object, extent, old } => {
                    // SAFETY: as when it was noted.
                    unsafe { program.load(object, extent, &old, 0) };
                }
                Change::Kind { field, element, size, old } => {
                    // SAFETY: fields live as long as their description, which is forever.
                    let field = unsafe { &*field };
                    let mut file = File::reading(&old, 0);
                    // SAFETY: as when it was noted.
                    result = result.and(unsafe { hooks::get(&mut file, field, element, size) });
                }
            }
        }
        result
    }
}

fn copied(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut copy = Vec::new();
    copy.reserve_or_refuse(bytes.len()).map_err(Error::from_device)?;
    copy.extend_from_slice(bytes);
    Ok(copy)
}

/// # Safety
///
/// The description is valid.
unsafe fn runs_code(vmsd: &VMStateDescription, seen: &mut HashSet<*const VMStateDescription>) -> bool {
    if !seen.insert(vmsd) {
        return false;
    }
    let has_hooks = vmsd.pre_load.is_some()
        || vmsd.pre_load_errp.is_some()
        || vmsd.post_load.is_some()
        || vmsd.post_load_errp.is_some();
    // SAFETY: the list is that of a valid description.
    let mut fields = unsafe { entries(vmsd.fields) };
    // SAFETY: the list is that of a valid description.
    let mut subsections = unsafe { subsections(vmsd.subsections) };
    has_hooks
        || fields.any(|field| {
            // SAFETY: the field is one of a valid description.
            let nested = match unsafe { shape::content(field) } {
                Ok(shape::Content::Description(nested, _)) => Some(nested),
                // SAFETY: a kind's table is that of its elements, and lives forever.
                _ => unsafe { field.vmsd.as_ref() },
            };
            field.field_exists.is_some() && !is_guard(field)
                // SAFETY: the descriptions of a valid description's fields are valid.
                || nested.is_some_and(|nested| unsafe { runs_code(nested, seen) })
        })
        // SAFETY: the subsections of a valid description are valid.
        || subsections.any(|subsection| unsafe { runs_code(subsection, seen) })
}
