//! One device: in place by its own table, or through its shadow.

use core::ffi::{c_int, c_void};

use super::{
    file::File,
    hooks::check_not_borrowed,
    in_cells::check_in_cells,
    journal::{Journal, Noted},
    json::JsonWriter,
    load, locate, save,
};
use crate::{
    bindings::VMStateDescription,
    callback,
    error::{Error, InvalidError},
    memory::without_budget,
    state::{commit, kept::Moment, put_back, Notes, ToMigrationState, ToMigrationStateShared, Transaction},
    vmstate::{loading_shadow, not_loading_shadow, Describe},
};

/// How a type migrates: by a table of its own. See [`Device`].
#[derive(Debug)]
pub enum InPlace {}

/// How a type migrates: by the table of its shadow. See [`Device`].
#[derive(Debug)]
pub enum Shadowed {}

pub(crate) mod sealed {
    use super::{Error, File, JsonWriter, VMStateDescription};

    /// What the engine does with any device.
    pub trait Save<How> {
        const MAX_WIRE_LEN: Option<usize>;
        fn description() -> &'static VMStateDescription;
        fn save(&self, file: &mut File<'_>, json: Option<&mut JsonWriter>) -> Result<(), Error>;
    }

    pub trait LoadMut<How>: Save<How> {
        fn load_mut(&mut self, file: &mut File<'_>, version_id: u8) -> Result<(), Error>;
    }

    pub trait LoadShared<How>: Save<How> {
        /// Fails to compile for a type that must not be loaded like this, with the instance that needs it in the message.
        const CHECK: ();

        /// Reads and checks everything. A device with a shadow is not changed before the load is committed; one without is,
        /// and the load that is returned can undo it.
        fn begin<'d>(&'d self, file: &mut File<'_>, version_id: u8) -> Result<Box<dyn super::PendingLoad + 'd>, Error>;
    }
}

/// A device that can be saved: it has a table of its own ([`Describe`]), or its shadow has
/// ([`ToMigrationState`]). `How` says which, and is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be saved as a device",
    label = "neither has a table with a name nor a shadow with one",
    note = "derive it, or what is in its lock, with a name: `#[derive(ToMigrationState)]` and \
            `#[migration_state(name = \"...\")]`; or write its table: `impl Describe for {Self}`",
    note = "a struct around the state is no device by itself: pass its field, as in `&uart.registers`"
)]
pub trait Device<How>: sealed::Save<How> {}
impl<T: sealed::Save<How> + ?Sized, How> Device<How> for T {}

/// A [`Device`] that can be loaded through an exclusive reference: every device.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as a device",
    label = "neither has a table with a name nor a shadow with one",
    note = "derive it, or what is in its lock, with a name: `#[derive(ToMigrationState)]` and \
            `#[migration_state(name = \"...\")]`; or write its table: `impl Describe for {Self}`",
    note = "a struct around the state is no device by itself: pass its field, as in `&mut uart.registers`"
)]
pub trait DeviceMut<How>: sealed::LoadMut<How> {}
impl<T: sealed::LoadMut<How>, How> DeviceMut<How> for T {}

/// A [`Device`] that can be loaded through a shared reference: it is behind a lock or in a cell
/// ([`ToMigrationStateShared`]), or each field of its table is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded through a shared reference, as the devices of a machine are",
    label = "it needs a name, and a lock or cells",
    note = "the name stands at the derive, also of what is in a lock: `#[migration_state(name = \"...\")]`, or \
            `#[vmstate(name = \"...\")]` of a `#[derive(VMState)]`",
    note = "a derived struct `Foo` goes behind a lock: `Mutex<Foo>`, `Migratable<Mutex<Foo>>` or `BqlRefCell<Foo>`",
    note = "a struct around the state is no device by itself: pass its field, as in `&uart.registers`, or `impl Describe` for it",
    note = "through an exclusive reference, `load_state_mut` loads every device"
)]
pub trait DeviceShared<How>: sealed::LoadShared<How> {}
impl<T: sealed::LoadShared<How>, How> DeviceShared<How> for T {}

/// A load that was read and checked.
pub trait PendingLoad {
    /// Makes the new state the device's; where the device refuses, the old state is back.
    fn commit(&mut self) -> Result<(), Error>;
    /// Returns to the state before the load, committed or not.
    fn undo(&mut self) -> Result<(), Error>;
    /// Says that an earlier load of the same device will be undone after this one, so that what restores the device as a whole
    /// need not be kept twice.
    fn rely_on_earlier(&mut self);
    /// What is noted, so that a later load of the same device need not note it again. It is undone before this one.
    fn hand_over(&mut self) -> Noted {
        Noted::default()
    }
}

impl<T: Describe> sealed::Save<InPlace> for T {
    const MAX_WIRE_LEN: Option<usize> = T::VMSD.max_wire_len();

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
}

/// Reads and checks a shadow, beginning with the device's own state, which stays where the stream has nothing.
fn read_shadow<T>(device: &T, file: &mut File<'_>, version_id: u8) -> Result<Box<T::Migrated>, Error>
where
    T: ToMigrationState<Migrated: Describe>,
{
    let begin = file.offset();
    let shadow = decode_shadow(device, file, version_id)?;
    callback::catch(|| device.check_migrated_state(&shadow, version_id)).map_err(|refused| {
        // Nobody kept the offsets of fields, as it takes time; now there is some.
        let offset = offset_in_shadow(device, file, begin, version_id, refused.path());
        Error::from_device(refused).at_offset(offset.unwrap_or(file.offset()))
    })?;
    Ok(shadow)
}

fn decode_shadow<T>(device: &T, file: &mut File<'_>, version_id: u8) -> Result<Box<T::Migrated>, Error>
where
    T: ToMigrationState<Migrated: Describe>,
{
    let mut shadow = callback::catch(|| device.to_migration_state()).map_err(Error::from_device)?;
    let vmsd = <T as sealed::Save<Shadowed>>::description();
    let opaque = core::ptr::from_mut(&mut *shadow).cast();
    let inside = Transaction::open();
    // SAFETY: the table is the shadow's, which is exclusively ours.
    let loaded = loading_shadow(|| unsafe { load::load(file, vmsd, opaque, c_int::from(version_id)) });
    // A note that is left inside leads into the shadow, which does not stay.
    drop(inside);
    loaded.map(|()| shadow)
}

/// Where the field at `path` stands, by reading it all once more.
fn offset_in_shadow<T>(device: &T, file: &File<'_>, begin: usize, version_id: u8, path: &str) -> Option<usize>
where
    T: ToMigrationState<Migrated: Describe>,
{
    let mut again = file.again_from(begin)?.with_tree();
    decode_shadow(device, &mut again, version_id).ok()?;
    locate::offset_of(&again.take_nodes(), path)
}

impl<T: ToMigrationState<Migrated: Describe>> sealed::Save<Shadowed> for T {
    const MAX_WIRE_LEN: Option<usize> = <T::Migrated as Describe>::VMSD.max_wire_len();

    fn description() -> &'static VMStateDescription {
        const { &<T::Migrated as Describe>::VMSD.get() }
    }

    fn save(&self, file: &mut File<'_>, json: Option<&mut JsonWriter>) -> Result<(), Error> {
        let vmsd = <Self as sealed::Save<Shadowed>>::description();
        let taken = callback::catch(|| {
            let shadow = self.to_migration_state()?;
            self.check_migrated_state(&shadow, vmsd.version_id as u8)?;
            Ok(shadow)
        });
        let mut shadow = taken.map_err(Error::from_device)?;
        let opaque = core::ptr::from_mut(&mut *shadow).cast();
        // SAFETY: the table is the shadow's, which is exclusively ours.
        not_loading_shadow(|| unsafe { save::save(file, vmsd, opaque, json, vmsd.version_id) })
    }
}

impl<T: ToMigrationState<Migrated: Describe>> sealed::LoadMut<Shadowed> for T {
    fn load_mut(&mut self, file: &mut File<'_>, version_id: u8) -> Result<(), Error> {
        let shadow = read_shadow(self, file, version_id)?;
        file.check_end()?;
        let own_version = <Self as sealed::Save<Shadowed>>::description().version_id as u8;
        let moment = Moment::now();
        let before = callback::catch(|| self.to_migration_state()).map_err(Error::from_device)?;
        callback::catch(|| self.restore_migrated_state_mut(*shadow, version_id)).map_err(|refused| {
            match put_back(moment, || self.restore_migrated_state_mut(*before, own_version)) {
                Ok(()) => Error::from_device(refused),
                Err(stuck) => Error::from_device(refused).and_then_failed(&stuck),
            }
        })
    }
}

struct LoadedShadow<'d, T: ToMigrationStateShared> {
    device: &'d T,
    shadow: Option<(Box<T::Migrated>, u8)>,
    undo: Option<Box<dyn FnOnce() -> Result<(), InvalidError> + 'd>>,
}

impl<T: ToMigrationStateShared> PendingLoad for LoadedShadow<'_, T> {
    fn commit(&mut self) -> Result<(), Error> {
        if let Some((shadow, version_id)) = self.shadow.take() {
            self.undo = Some(Box::new(commit(self.device, *shadow, version_id).map_err(Error::from_device)?));
        }
        Ok(())
    }

    fn undo(&mut self) -> Result<(), Error> {
        self.undo.take().map_or(Ok(()), |undo| undo()).map_err(Error::from_device)
    }

    fn rely_on_earlier(&mut self) {
        self.undo = None;
    }
}

impl<T: ToMigrationStateShared<Migrated: Describe>> sealed::LoadShared<Shadowed> for T {
    const CHECK: () = ();

    fn begin<'d>(&'d self, file: &mut File<'_>, version_id: u8) -> Result<Box<dyn PendingLoad + 'd>, Error> {
        let shadow = read_shadow(self, file, version_id)?;
        Ok(Box::new(LoadedShadow { device: self, shadow: Some((shadow, version_id)), undo: None }))
    }
}
