//! A device that is saved and loaded in place, by a table of its own.

use core::ffi::{c_int, c_void};

use super::{
    super::{
        file::File,
        hooks::check_not_borrowed,
        in_cells::check_in_cells,
        journal::{Journal, Noted},
        json::JsonWriter,
        load,
        plan::{Plan, Short},
        save,
    },
    plan, sealed, InPlace, PendingLoad,
};
use crate::{
    bindings::VMStateDescription,
    error::Error,
    memory::without_budget,
    state::{Notes, Transaction},
    vmstate::{not_loading_shadow, Describe},
};

impl<T: Describe> sealed::Save<InPlace> for T {
    const MAX_WIRE_LEN: Option<usize> = T::VMSD.max_wire_len();

    // Inlined, it would bring the table along wherever it is called.
    #[inline(never)]
    fn description() -> &'static VMStateDescription {
        const { &T::VMSD.get() }
    }

    fn save(&self, file: &mut File<'_>, json: Option<&mut JsonWriter>) -> Result<(), Error> {
        check_not_borrowed()?;
        let vmsd = <Self as sealed::Save<InPlace>>::description();
        let opaque = core::ptr::from_ref(self).cast_mut().cast();
        file.reads_cells = true;
        // SAFETY: the table is the type's own; saving writes to nothing but cells.
        let result = not_loading_shadow(|| unsafe { save::save(file, vmsd, opaque, json, vmsd.version_id) });
        file.reads_cells = false;
        result
    }

    fn save_bare(&self, output: &mut Vec<u8>) -> Result<(), Short> {
        let opaque = core::ptr::from_ref(self).cast_mut().cast();
        // SAFETY: the table is the type's own; saving writes to nothing but cells.
        unsafe { Plan::save_by(<Self as sealed::Save<InPlace>>::description(), output, opaque) }
    }
}

struct LoadedInPlace {
    journal: Option<Journal>,
    notes: Option<Notes>,
}

impl LoadedInPlace {
    /// Loads in place. What fails is undone; what succeeds can be.
    ///
    /// # Safety
    ///
    /// The description is valid for `opaque`, which nobody else accesses but through hooks and cells until the result is
    /// dropped.
    unsafe fn load(
        file: &mut File<'_>,
        vmsd: &VMStateDescription,
        opaque: *mut c_void,
        version_id: u8,
    ) -> Result<Self, Error> {
        check_not_borrowed()?;
        let transaction = Transaction::open();
        file.journal = Some(Journal::behind(core::mem::take(&mut file.noted)));
        // SAFETY: promised by the caller.
        let result = not_loading_shadow(|| unsafe { load::load(file, vmsd, opaque, c_int::from(version_id)) });
        let mut loaded = Self { journal: file.journal.take(), notes: Some(transaction.close()) };
        match result {
            Ok(()) => Ok(loaded),
            Err(error) => Err(match loaded.undo() {
                Ok(()) => error,
                Err(stuck) => error.and_then_failed(&stuck),
            }),
        }
    }
}

impl PendingLoad for LoadedInPlace {
    fn commit(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn undo(&mut self) -> Result<(), Error> {
        let nested = self.notes.take().map_or(Ok(()), Notes::follow).map_err(Error::from_device);
        let Some(journal) = self.journal.take() else { return nested };
        // SAFETY: whoever loaded keeps the object until this is dropped.
        nested.and(without_budget(|| unsafe { journal.roll_back() }))
    }

    /// A journal has only what no earlier one has.
    fn rely_on_earlier(&mut self) {}

    fn hand_over(&mut self) -> Noted {
        self.journal.as_mut().map(Journal::hand_over).unwrap_or_default()
    }
}

impl<T: Describe> sealed::LoadMut<InPlace> for T {
    fn load_mut(&mut self, file: &mut File<'_>, version_id: u8) -> Result<(), Error> {
        let vmsd = <Self as sealed::Save<InPlace>>::description();
        let opaque = core::ptr::from_mut(self).cast();
        // SAFETY: the table is the type's own, and the reference exclusive.
        let mut loaded = unsafe { LoadedInPlace::load(file, vmsd, opaque, version_id) }?;
        file.check_end().map_err(|error| match loaded.undo() {
            Ok(()) => error,
            Err(stuck) => error.and_then_failed(&stuck),
        })
    }

    fn load_bare_mut(&mut self, input: &[u8], version_id: u8) -> Result<bool, Error> {
        check_not_borrowed()?;
        let opaque = core::ptr::from_mut(self).cast();
        // SAFETY: the table is the type's own, and the reference exclusive.
        Ok(unsafe { plan::<Self, InPlace>().load_bare(input, opaque, version_id.into()) })
    }
}

impl<T: Describe> sealed::LoadShared<InPlace> for T {
    const CHECK: () = check_in_cells(T::VMSD.outside_cells());

    fn begin<'d>(&'d self, file: &mut File<'_>, version_id: u8) -> Result<Box<dyn PendingLoad + 'd>, Error> {
        let () = <Self as sealed::LoadShared<InPlace>>::CHECK;
        let vmsd = <Self as sealed::Save<InPlace>>::description();
        let opaque = core::ptr::from_ref(self).cast_mut().cast();
        // SAFETY: the table is the type's own, and writes only into cells, which no borrow looks into; the result is dropped
        // before the reference ends.
        Ok(Box::new(unsafe { LoadedInPlace::load(file, vmsd, opaque, version_id) }?))
    }

    fn load_bare(&self, input: &[u8], version_id: u8) -> Result<bool, Error> {
        check_not_borrowed()?;
        let opaque = core::ptr::from_ref(self).cast_mut().cast();
        // SAFETY: the table is the type's own, and writes only into cells, which no borrow looks into.
        Ok(unsafe { plan::<Self, InPlace>().load_bare(input, opaque, version_id.into()) })
    }
}
