//! What a load in place has overwritten, so that it can be put back.

use core::ffi::c_void;

use super::{file::File, hooks, infos, shape};
use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    error::Error,
    vmstate::{entries, subsections},
};

/// The old contents, in the order in which they were overwritten.
#[derive(Debug, Default)]
pub(super) struct Journal(Vec<Change>);

#[derive(Debug)]
enum Change {
    /// Plain memory.
    Memory { address: *mut u8, old: Vec<u8> },
    /// An element of a kind that only its own functions know: what they had saved.
    Kind { field: *const VMStateField, element: *mut c_void, size: usize, old: Vec<u8> },
}

impl Journal {
    /// Notes an element before it is overwritten.
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
        depth: usize,
    ) -> Result<(), Error> {
        hooks::check_not_borrowed()?;
        match infos::plain_width(field, size) {
            Some(0) => {}
            Some(width) => {
                let address = element.cast::<u8>();
                // SAFETY: an element of a plain kind is so many initialised bytes.
                let old = unsafe { core::slice::from_raw_parts(address, width) }.to_vec();
                self.0.push(Change::Memory { address, old });
            }
            None if hooks::is_migratable(field) => {}
            // What is in its table may read the local value, so a load of the old bytes could be refused.
            None if hooks::is_tmp(field) => {
                // SAFETY: the table is that of the element, and lives forever.
                if let (Some(vmsd), Some(depth)) = (unsafe { field.vmsd.as_ref() }, depth.checked_sub(1)) {
                    // SAFETY: promised by the caller.
                    unsafe { self.note_all(vmsd, element, depth) }?;
                }
            }
            None => {
                let mut file = File::writing(Vec::new());
                // SAFETY: promised by the caller.
                unsafe { hooks::put(&mut file, field, element, size, core::ptr::null_mut()) }?;
                let old = file.into_output();
                self.0.push(Change::Kind { field, element, size, old });
            }
        }
        Ok(())
    }

    /// Notes all that a description can reach, as its hooks may change it.
    ///
    /// # Safety
    ///
    /// The description is valid for `opaque`, which stays until the journal was followed or dropped.
    pub(super) unsafe fn note_all(
        &mut self,
        vmsd: &VMStateDescription,
        opaque: *mut c_void,
        depth: usize,
    ) -> Result<(), Error> {
        let mut check_passed = true;
        // SAFETY: the list is that of a valid description.
        for field in unsafe { entries(vmsd.fields) } {
            // A count that is no good leads outside of the array. The check of a count stands in front of its field, and
            // behind the field's own test.
            let counted = field.flags.intersects(VMStateFlags::ANY_VARRAY);
            let is_check = field.flags.intersects(VMStateFlags::VMS_MUST_EXIST);
            let tested = is_check || counted && field.field_exists.is_some();
            // SAFETY: promised by the caller.
            let exists = !tested || unsafe { hooks::exists(field, opaque, vmsd.version_id) }.unwrap_or(false);
            if exists && (check_passed || !counted) {
                // SAFETY: promised by the caller.
                unsafe { self.note_field(field, opaque, depth) }?;
            }
            check_passed = exists || !is_check;
        }
        // SAFETY: the list is that of a valid description.
        for subsection in unsafe { subsections(vmsd.subsections) } {
            if depth > 0 {
                // SAFETY: a subsection describes the same object.
                unsafe { self.note_all(subsection, opaque, depth - 1) }?;
            }
        }
        Ok(())
    }

    /// # Safety
    ///
    /// As for [`note_all`](Self::note_all).
    unsafe fn note_field(&mut self, field: &VMStateField, opaque: *mut c_void, depth: usize) -> Result<(), Error> {
        // SAFETY: promised by the caller. A count or pointer that is no good now is no good to load over either, unless the load
        // itself sets it; then each element is noted before it is overwritten.
        let Ok(elements) = (unsafe { shape::Elements::of(field, opaque) }) else { return Ok(()) };
        for index in 0..elements.count {
            // SAFETY: the index is below the count.
            let element = unsafe { elements.element(index) };
            if element.is_null() {
                continue;
            }
            // SAFETY: the field is one of a valid description.
            match unsafe { shape::content(field) }? {
                shape::Content::Description(vmsd, _) if depth > 0 => {
                    // SAFETY: the element is described by the nested description.
                    unsafe { self.note_all(vmsd, element, depth - 1) }?;
                }
                shape::Content::Description(..) => {}
                // SAFETY: the element is one of the field's.
                shape::Content::Kind => unsafe { self.note(field, element, elements.size, depth) }?,
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
        for change in self.0.into_iter().rev() {
            if let Err(borrowed) = hooks::check_not_borrowed() {
                return result.and(Err(borrowed));
            }
            match change {
                Change::Memory { address, old } => {
                    // SAFETY: the memory was there when it was noted, and is as long; the old bytes are elsewhere.
                    unsafe { core::ptr::copy_nonoverlapping(old.as_ptr(), address, old.len()) };
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
