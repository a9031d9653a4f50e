//! Saves and loads a device by itself, of whose description all is plain memory.

use core::ffi::{c_int, c_void};

use super::{segment::Segment, Plan, Program, Short, Whole};
use crate::{
    bindings::VMStateDescription,
    engine::{ends::DescriptionEnds, hooks::check_not_borrowed},
    error::Error,
};

impl Plan {
    /// Saves a device by itself, at its own version. The output is all of it, so it is looked at
    /// as a reader does.
    ///
    /// # Safety
    ///
    /// As for [`save_whole`](Plan::save_whole).
    #[inline]
    pub(in crate::engine) unsafe fn save_bare(
        &'static self,
        output: &mut Vec<u8>,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<(), Short> {
        let whole = self.whole_now().ok_or(Short::LeftToWalk)?;
        if reads_cells {
            check_not_borrowed()?;
        }
        if let Some(straight) = &whole.straight {
            // SAFETY: promised by the caller.
            return unsafe { straight.save(output, opaque, reads_cells) };
        }
        // SAFETY: promised by the caller.
        unsafe { self.save_bare_noted(whole, output, opaque, reads_cells) }
    }

    /// As [`save_bare`](Self::save_bare), by a table, which may have cells. Once for all types, so that all of it is one function.
    ///
    /// # Safety
    ///
    /// As for [`save_whole`](Plan::save_whole), and the table stays the same as long as the program runs.
    #[inline(never)]
    pub(in crate::engine) unsafe fn save_by(
        vmsd: &'static VMStateDescription,
        output: &mut Vec<u8>,
        opaque: *mut c_void,
    ) -> Result<(), Short> {
        // SAFETY: promised by the caller.
        let plan = unsafe { Self::of(vmsd) };
        // SAFETY: promised by the caller.
        unsafe { plan.save_bare(output, opaque, true) }
    }

    /// # Safety
    ///
    /// As for [`save_whole`](Plan::save_whole).
    unsafe fn save_bare_noted(
        &'static self,
        whole: &'static Whole,
        output: &mut Vec<u8>,
        opaque: *mut c_void,
        reads_cells: bool,
    ) -> Result<(), Short> {
        let begin = output.len();
        let mut ends = DescriptionEnds::default();
        // SAFETY: promised by the caller.
        let saved = unsafe { self.save_noted(whole, output, &mut ends, opaque, reads_cells) };
        let result = match saved {
            Ok(true) => ends.check(output).map_err(Short::Refused),
            Ok(false) => Err(Short::LeftToWalk),
            Err(refused) => Err(Short::Refused(refused)),
        };
        if result.is_err() {
            output.truncate(begin);
        }
        result
    }

    /// Loads the input, if it is one state of a description of which all is plain, and nothing else. False, and nothing changed,
    /// where it is not.
    ///
    /// # Safety
    ///
    /// `opaque` is a struct of the description, which nobody else accesses.
    pub(in crate::engine) unsafe fn load_bare(
        &'static self,
        input: &[u8],
        opaque: *mut c_void,
        version_id: c_int,
    ) -> bool {
        let Some(whole) = self.unhooked_at(version_id) else { return false };
        if let Some(straight) = &whole.straight {
            // SAFETY: promised by the caller.
            if unsafe { straight.load(input, opaque) } {
                return true;
            }
        }
        // SAFETY: promised by the caller.
        let end = unsafe { self.end_of(whole, opaque, input, 0) };
        // SAFETY: promised by the caller.
        end == Some(input.len()) && unsafe { self.load_with(whole, opaque, input, 0) }.is_some()
    }

    /// As [`load_bare`](Self::load_bare), for a shadow, which is no loss if a hook refuses. So hooks may run; not if false comes
    /// out of it.
    ///
    /// # Safety
    ///
    /// As for [`load_bare`](Self::load_bare).
    pub(in crate::engine) unsafe fn load_shadow(
        &'static self,
        input: &[u8],
        opaque: *mut c_void,
        version_id: c_int,
    ) -> Result<bool, Error> {
        match self.whole_at(version_id) {
            Some(whole) if whole.has_load_hooks && version_id == self.vmsd.version_id => match whole.fixed() {
                Some(segments) if Segment::hooks_are_in_order(segments) => {
                    // SAFETY: promised by the caller.
                    unsafe { Segment::load(segments, input, opaque) }
                }
                _ => Ok(false),
            },
            // SAFETY: promised by the caller.
            _ => Ok(unsafe { self.load_bare(input, opaque, version_id) }),
        }
    }

    /// Whether a load at this version sets all that the table has, whatever the stream is.
    pub(in crate::engine) fn sets_all(&self, version_id: c_int) -> bool {
        let is_all = |whole: &Whole| whole.subsections.is_empty() && self.programs.iter().all(Program::sets_all);
        self.unhooked_at(version_id).is_some_and(is_all)
    }

    /// Whether [`load_shadow`](Self::load_shadow), if it takes an input of this length, sets all that the table has, hooks aside.
    pub(in crate::engine) fn sets_all_by(&self, length: usize, version_id: c_int) -> bool {
        let segments = self.whole_at(version_id).and_then(Whole::fixed);
        segments.is_some_and(|segments| Segment::are_all_in(segments, length))
    }
}
