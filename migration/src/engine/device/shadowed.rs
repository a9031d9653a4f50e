//! A device that is saved and loaded through its shadow.

use core::ffi::c_int;

use super::{
    super::{file::File, json::JsonWriter, limits::Limits, load, locate, plan::Short, save},
    plan, sealed, PendingLoad, Shadowed,
};
use crate::{
    bindings::VMStateDescription,
    callback,
    error::{Error, InvalidError},
    memory::Budget,
    state::{
        commit, kept::Moment, put_back, scratch::Scratch, Refusal, ToMigrationState, ToMigrationStateShared,
        Transaction,
    },
    vmstate::{loading_shadow, not_loading_shadow, Describe},
};

/// Reads and checks a shadow, beginning with the device's own state, which stays where the stream has nothing.
fn read_shadow<T>(device: &T, file: &mut File<'_>, version_id: u8) -> Result<Scratch<T::Migrated>, Error>
where
    T: ToMigrationState<Migrated: Describe>,
{
    let begin = file.offset();
    let shadow = decode_shadow(device, file, version_id)?;
    if T::CONDUCT.checks_nothing && T::CONDUCT.refuses == Refusal::Never {
        return Ok(shadow);
    }
    check(device, &shadow, file, (begin, file.offset()), version_id)?;
    Ok(shadow)
}

/// The shadow that a load begins with: the device's own state; or any, where the stream sets all of it. `length` is that
/// of the stream, if it is to be loaded at once.
fn start<T>(device: &T, length: Option<usize>, version_id: u8) -> Result<Scratch<T::Migrated>, Error>
where
    T: ToMigrationState<Migrated: Describe>,
{
    let (plan, version_id) = (plan::<T, Shadowed>(), c_int::from(version_id));
    let sets_all = T::CONDUCT.sets_all
        && T::CONDUCT.all_travels
        && (plan.sets_all(version_id) || length.is_some_and(|length| plan.sets_all_by(length, version_id)));
    let shadow = callback::catch(|| if sets_all { Scratch::used() } else { Scratch::of(device) });
    shadow.map_err(Error::from_device)
}

/// A shadow with the device's state, which may be saved.
fn checked<T: ToMigrationState>(device: &T, version_id: u8) -> Result<Scratch<T::Migrated>, Error> {
    let taken = callback::catch(|| {
        let shadow = Scratch::of(device)?;
        // Each lock was looked into just now.
        if !T::CONDUCT.checks_nothing {
            device.check_migrated_state(&shadow, version_id)?;
        }
        Ok(shadow)
    });
    taken.map_err(Error::from_device)
}

/// Loads a device that takes any state that was read and checked: there is no way back to prepare. False, and nothing changed, where
/// the device or the input are not as simple as that.
fn load_at_once<T>(device: &T, input: &[u8], version_id: u8) -> Result<Option<Scratch<T::Migrated>>, Error>
where
    T: ToMigrationState<Migrated: Describe>,
{
    if T::CONDUCT.refuses == Refusal::AnyTime || !plan::<T, Shadowed>().is_whole() {
        return Ok(None);
    }
    let _budget = Budget::open(Limits::default().narrowed().memory);
    let mut shadow = start(device, Some(input.len()), version_id)?;
    let opaque = core::ptr::from_mut(&mut *shadow).cast();
    // SAFETY: the table is the shadow's, which is exclusively ours.
    if !loading_shadow(|| unsafe { plan::<T, Shadowed>().load_shadow(input, opaque, c_int::from(version_id)) })? {
        return Ok(None);
    }
    if !T::CONDUCT.checks_nothing {
        check(device, &shadow, &File::reading(input, 0), (0, input.len()), version_id)?;
    }
    Ok(Some(shadow))
}

/// Asks the device, once, whether it takes the state that stands so in the file: device code may not say the same again.
fn check<T>(
    device: &T,
    shadow: &T::Migrated,
    file: &File<'_>,
    (begin, end): (usize, usize),
    version_id: u8,
) -> Result<(), Error>
where
    T: ToMigrationState<Migrated: Describe>,
{
    callback::catch(|| device.check_migrated_state(shadow, version_id)).map_err(|refused| {
        // Nobody kept the offsets of fields, as it takes time; now there is some.
        let offset = offset_in_shadow(device, file, begin, version_id, refused.path());
        Error::from_device(refused).at_offset(offset.unwrap_or(end))
    })
}

fn decode_shadow<T>(device: &T, file: &mut File<'_>, version_id: u8) -> Result<Scratch<T::Migrated>, Error>
where
    T: ToMigrationState<Migrated: Describe>,
{
    let mut shadow = start(device, None, version_id)?;
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

    // Inlined, it would bring the table along wherever it is called.
    #[inline(never)]
    fn description() -> &'static VMStateDescription {
        const { &<T::Migrated as Describe>::VMSD.get() }
    }

    fn save(&self, file: &mut File<'_>, json: Option<&mut JsonWriter>) -> Result<(), Error> {
        let vmsd = <Self as sealed::Save<Shadowed>>::description();
        let mut shadow = checked(self, vmsd.version_id as u8)?;
        let opaque = core::ptr::from_mut(&mut *shadow).cast();
        // SAFETY: the table is the shadow's, which is exclusively ours.
        not_loading_shadow(|| unsafe { save::save(file, vmsd, opaque, json, vmsd.version_id) })
    }

    fn save_bare(&self, output: &mut Vec<u8>) -> Result<(), Short> {
        let plan = plan::<Self, Shadowed>();
        if !plan.is_whole() {
            return Err(Short::LeftToWalk);
        }
        let mut shadow = checked(self, plan.vmsd.version_id as u8)?;
        // SAFETY: the table is the shadow's, which is exclusively ours.
        unsafe { plan.save_bare(output, core::ptr::from_mut(&mut *shadow).cast(), false) }
    }
}

impl<T: ToMigrationState<Migrated: Describe>> sealed::LoadMut<Shadowed> for T {
    fn load_mut(&mut self, file: &mut File<'_>, version_id: u8) -> Result<(), Error> {
        let mut shadow = read_shadow(self, file, version_id)?;
        file.check_end()?;
        let own_version = <Self as sealed::Save<Shadowed>>::description().version_id as u8;
        let moment = Moment::now();
        let mut before = callback::catch(|| Scratch::of(self)).map_err(Error::from_device)?;
        callback::catch(|| self.restore_from(&mut shadow, version_id)).map_err(|refused| {
            match put_back(moment, || self.restore_from(&mut before, own_version)) {
                Ok(()) => Error::from_device(refused),
                Err(stuck) => Error::from_device(refused).and_then_failed(&stuck),
            }
        })
    }

    fn load_bare_mut(&mut self, input: &[u8], version_id: u8) -> Result<bool, Error> {
        let Some(mut shadow) = load_at_once(self, input, version_id)? else { return Ok(false) };
        callback::catch(|| self.restore_from(&mut shadow, version_id)).map_err(Error::from_device)?;
        Ok(true)
    }
}

struct LoadedShadow<'d, T: ToMigrationStateShared> {
    device: &'d T,
    shadow: Option<(Scratch<T::Migrated>, u8)>,
    undo: Option<Box<dyn FnOnce() -> Result<(), InvalidError> + 'd>>,
}

impl<T: ToMigrationStateShared> PendingLoad for LoadedShadow<'_, T> {
    fn commit(&mut self) -> Result<(), Error> {
        if let Some((mut shadow, version_id)) = self.shadow.take() {
            self.undo = Some(Box::new(commit(self.device, &mut shadow, version_id).map_err(Error::from_device)?));
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

    fn load_bare(&self, input: &[u8], version_id: u8) -> Result<bool, Error> {
        let Some(mut shadow) = load_at_once(self, input, version_id)? else { return Ok(false) };
        callback::catch(|| self.restore_shared_from(&mut shadow, version_id)).map_err(Error::from_device)?;
        Ok(true)
    }
}
