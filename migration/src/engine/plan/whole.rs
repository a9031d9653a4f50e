//! Saves and loads a description of which all is plain memory.

use core::ffi::{c_int, c_void};

use super::{is_plain_walk_asked_for, segment::Segment, straight::Straight, Extent, Plan, Whole};
use crate::{
    engine::{
        ends::DescriptionEnds,
        file::File,
        hooks::{check_cells, check_not_borrowed, needed},
        journal::Journal,
        shape,
    },
    error::Error,
};

/// What stands in the input behind the fields.
enum Behind {
    Nothing,
    Subsection(Found),
    /// A subsection that the plain walk has to look at.
    Unknown,
}

/// A subsection in the input.
struct Found {
    plan: &'static Plan,
    whole: &'static Whole,
    /// Where its own bytes begin.
    behind: usize,
}

impl Plan {
    /// Whether this is a version of the table with all of its fields.
    fn has_all_at(&self, version_id: c_int) -> bool {
        (self.since.max(self.vmsd.minimum_version_id)..=self.vmsd.version_id).contains(&version_id)
    }

    /// Whether all of the description is plain.
    pub(in crate::engine) fn is_whole(&self) -> bool {
        self.whole_now().is_some()
    }

    /// As [`whole_at`](Self::whole_at) the current version.
    #[inline]
    pub(super) fn whole_now(&self) -> Option<&Whole> {
        self.whole.as_ref().filter(|_| !is_plain_walk_asked_for())
    }

    /// What there is for the whole description at this version.
    pub(super) fn whole_at(&self, version_id: c_int) -> Option<&Whole> {
        let is_used = self.has_all_at(version_id) && !is_plain_walk_asked_for();
        self.whole.as_ref().filter(|_| is_used)
    }

    fn whole_for(&self, file: &File<'_>, version_id: c_int) -> Option<&Whole> {
        self.whole_at(version_id).filter(|whole| file.can_enter(whole.depth) && check_cells(file).is_ok())
    }

    /// As [`whole_at`](Self::whole_at), if no hooks run when it is loaded.
    pub(super) fn unhooked_at(&self, version_id: c_int) -> Option<&Whole> {
        self.whole_at(version_id).filter(|whole| !whole.has_load_hooks)
    }

    /// Saves the description, if all of it is plain. False, and nothing written, where the plain walk has to.
    ///
    /// # Safety
    ///
    /// `opaque` is a struct of the description, which nobody changes meanwhile but the description's hooks.
    pub(in crate::engine) unsafe fn save_whole(
        &'static self,
        file: &mut File<'_>,
        opaque: *mut c_void,
        version_id: c_int,
    ) -> Result<bool, Error> {
        let Some(whole) = self.whole_for(file, version_id) else { return Ok(false) };
        let (begin, reads_cells) = (file.offset(), file.reads_cells);
        let Some((output, ends)) = file.output() else { return Ok(false) };
        if let (Some(segments), []) = (whole.fixed(), &*whole.subsections) {
            // SAFETY: promised by the caller.
            unsafe { Segment::save(segments, output, opaque, reads_cells) }?;
            ends.note(output.len(), whole.name, output);
            return Ok(true);
        }
        // SAFETY: promised by the caller.
        let result = unsafe { self.save_noted(whole, output, ends, opaque, reads_cells) };
        if !matches!(result, Ok(true)) {
            file.take_back_to(begin);
        }
        result
    }

    /// Saves, and notes where descriptions end.
    ///
    /// # Safety
    ///
    /// As for [`save_whole`](Self::save_whole).
    pub(super) unsafe fn save_noted(
        &'static self,
        whole: &'static Whole,
        output: &mut Vec<u8>,
        ends: &mut DescriptionEnds,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<bool, Error> {
        for program in &self.programs {
            // SAFETY: promised by the caller.
            if unsafe { program.save(opaque.cast(), Extent::Counted, output, Some(ends)) }.is_none() {
                return Ok(false);
            }
        }
        for subsection in &whole.subsections {
            // SAFETY: a subsection describes the same object.
            let Some(inner) = (unsafe { subsection.needed_whole(opaque, reads_cells) })? else { continue };
            output.extend_from_slice(&inner.head);
            // SAFETY: a subsection describes the same object.
            if !unsafe { subsection.save_noted(inner, output, ends, opaque, reads_cells) }? {
                return Ok(false);
            }
        }
        ends.note(output.len(), whole.name, output);
        Ok(true)
    }

    /// What there is of a subsection, if the device needs it.
    ///
    /// # Safety
    ///
    /// `opaque` is a struct of the description.
    #[inline]
    unsafe fn needed_whole(
        &'static self,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<Option<&'static Whole>, Error> {
        // SAFETY: promised by the caller.
        if !unsafe { needed(self.vmsd, opaque) }? {
            return Ok(None);
        }
        // This or an earlier question may have left a borrow.
        if reads_cells {
            check_not_borrowed()?;
        }
        Ok(self.whole.as_ref())
    }

    /// Loads the description, if all of it is plain and the input has all of it. False, and nothing changed, where the plain
    /// walk has to.
    ///
    /// # Safety
    ///
    /// `opaque` is a struct of the description, which nobody else accesses but through the description's hooks and cells; a
    /// journal's caller keeps it until that is done with.
    pub(in crate::engine) unsafe fn load_whole(
        &'static self,
        file: &mut File<'_>,
        opaque: *mut c_void,
        version_id: c_int,
    ) -> Result<bool, Error> {
        if file.tree.is_some() {
            return Ok(false);
        }
        let Some(whole) = self.whole_for(file, version_id).filter(|whole| !whole.has_load_hooks) else {
            return Ok(false);
        };
        let (input, begin) = (file.input(), file.offset());
        // SAFETY: promised by the caller.
        if unsafe { self.end_of(whole, opaque, input, begin) }.is_none() {
            return Ok(false);
        }
        if let Some(journal) = &mut file.journal {
            // SAFETY: promised by the caller.
            unsafe { self.note(whole, opaque, journal) }?;
        }
        // SAFETY: promised by the caller.
        let Some(end) = (unsafe { self.load_with(whole, opaque, input, begin) }) else { return Ok(false) };
        file.skip_to(end);
        Ok(true)
    }

    /// Where a state of the description ends in the input. `None` if the plain walk has to look at it.
    ///
    /// # Safety
    ///
    /// `opaque` is a struct of the description, which nobody changes meanwhile.
    pub(super) unsafe fn end_of(
        &'static self,
        whole: &'static Whole,
        opaque: *mut c_void,
        input: &[u8],
        begin: usize,
    ) -> Option<usize> {
        let mut position = begin;
        for program in &self.programs {
            // SAFETY: promised by the caller.
            position = unsafe { program.check(opaque.cast(), input, position) }?;
        }
        let mut next = 0;
        loop {
            let found = match whole.subsection_at(input, position, &mut next) {
                Behind::Nothing => return Some(position),
                Behind::Unknown => return None,
                Behind::Subsection(found) => found,
            };
            // SAFETY: a subsection describes the same object.
            position = unsafe { found.plan.end_of(found.whole, opaque, input, found.behind) }?;
        }
    }

    /// # Safety
    ///
    /// As for [`load_whole`](Self::load_whole).
    pub(super) unsafe fn load_with(
        &'static self,
        whole: &'static Whole,
        opaque: *mut c_void,
        input: &[u8],
        begin: usize,
    ) -> Option<usize> {
        let mut position = begin;
        for program in &self.programs {
            // SAFETY: promised by the caller.
            position = unsafe { program.load(opaque.cast(), Extent::Counted, input, position) }?;
        }
        let mut next = 0;
        loop {
            let found = match whole.subsection_at(input, position, &mut next) {
                Behind::Nothing => return Some(position),
                Behind::Unknown => return None,
                Behind::Subsection(found) => found,
            };
            // SAFETY: a subsection describes the same object.
            position = unsafe { found.plan.load_with(found.whole, opaque, input, found.behind) }?;
        }
    }

    /// # Safety
    ///
    /// As for [`load_whole`](Self::load_whole).
    unsafe fn note(
        &'static self,
        whole: &'static Whole,
        opaque: *mut c_void,
        journal: &mut Journal,
    ) -> Result<(), Error> {
        for program in &self.programs {
            // SAFETY: promised by the caller.
            unsafe { journal.note_program(program, opaque) }?;
        }
        whole.subsections.iter().try_for_each(|subsection| match &subsection.whole {
            // SAFETY: a subsection describes the same object.
            Some(inner) => unsafe { subsection.note(inner, opaque, journal) },
            None => Ok(()),
        })
    }
}

impl Whole {
    /// Its simplest form, if all places in it are known beforehand.
    pub(super) fn fixed(&self) -> Option<&[Segment]> {
        self.straight.as_ref().and_then(Straight::fixed)
    }

    /// Looks for a subsection at this place of the input: most often one behind the last one that was there.
    fn subsection_at(&'static self, input: &[u8], position: usize, next: &mut usize) -> Behind {
        let rest = input.get(position..).unwrap_or_default();
        match shape::subsection_name(rest, self.name) {
            None => Behind::Nothing,
            Some(name) => self.find(name, rest, position, next).map_or(Behind::Unknown, Behind::Subsection),
        }
    }

    fn find(&'static self, name: &[u8], rest: &[u8], position: usize, next: &mut usize) -> Option<Found> {
        let count = self.subsections.len();
        let mut indices = (*next..count).chain(0..*next);
        let is_known = |index: &usize| self.subsections[*index].whole.as_ref().is_some_and(|whole| whole.name == name);
        let index = indices.find(is_known)?;
        *next = index + 1;
        let plan = &self.subsections[index];
        let whole = plan.whole.as_ref()?;
        let version = rest.get(2 + name.len()..)?.first_chunk()?;
        // As the plain walk, which keeps the low byte.
        let version_id = c_int::from(u32::from_be_bytes(*version) as u8);
        plan.has_all_at(version_id).then_some(Found { plan, whole, behind: position + whole.head.len() })
    }
}
