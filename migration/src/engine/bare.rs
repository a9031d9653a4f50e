//! Saving and loading of one device alone.

use super::{
    device::{Device, DeviceMut, DeviceShared},
    file::File,
    limits::{Limits, Loading},
    plan::Short,
    shape,
};
use crate::{
    bindings::VMStateDescription,
    bql,
    error::{Error, ErrorKind},
};

/// Names the device in an error.
fn blame(error: Error, vmsd: &VMStateDescription) -> Error {
    let name = shape::description_name(vmsd).map(String::from_utf8_lossy).unwrap_or_default();
    error.in_device(&name)
}

fn blame_load(error: Error, vmsd: &VMStateDescription, version_id: u8) -> Error {
    blame(error, vmsd).with_versions(version_id.into(), vmsd.version_id as u32)
}

/// Looks whether the device says that it does not migrate.
#[inline]
pub(crate) fn check_migrates(vmsd: &VMStateDescription) -> Result<(), Error> {
    if vmsd.unmigratable {
        return Err(Error::new(ErrorKind::NotMigratable, "the device says that it does not migrate"));
    }
    Ok(())
}

/// How many bytes to get ready for: all that there can be, up to what most devices need.
pub(crate) fn room_for(max_wire_len: Option<usize>) -> usize {
    max_wire_len.unwrap_or(0).min(4096)
}

/// The bytes of one device: its fields and subsections, without a section around them.
///
/// They carry no version.
///
/// The BQL is held meanwhile, and the lock of the device while its state is copied: no guard of it may be alive in this thread,
/// which would wait for itself forever.
///
/// # Errors
///
/// If the device cannot be saved now: a lock is poisoned, a cell is borrowed, a hook or a check refuses, the table says that it is
/// unmigratable.
///
/// ```
/// use migration::{save_state, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "led")]
/// struct Led {
///     on: bool,
///     colour: u32,
/// }
///
/// assert_eq!(save_state(&Led { on: true, colour: 0xff_8000 })?, [1, 0, 0xff, 0x80, 0]);
/// # Ok::<(), migration::Error>(())
/// ```
pub fn save_state<T: Device<How>, How>(device: &T) -> Result<Vec<u8>, Error> {
    let mut output = Vec::new();
    save_state_into(device, &mut output)?;
    Ok(output)
}

/// As [`save_state`], behind the bytes that are in `output` already. If it fails, they are all that is in it.
///
/// # Errors
///
/// As for [`save_state`].
pub fn save_state_into<T: Device<How>, How>(device: &T, output: &mut Vec<u8>) -> Result<(), Error> {
    let _bql = bql::lock();
    match device.save_bare(output) {
        Ok(()) => Ok(()),
        Err(Short::LeftToWalk) => walk_into(device, output),
        Err(Short::Refused(error)) => Err(blame(error, T::description())),
    }
}

/// As [`save_state_into`], where there is no shorter way.
#[inline(never)]
fn walk_into<T: Device<How>, How>(device: &T, output: &mut Vec<u8>) -> Result<(), Error> {
    let vmsd = T::description();
    check_migrates(vmsd).map_err(|error| blame(error, vmsd))?;
    let begin = output.len();
    output.reserve(room_for(T::MAX_WIRE_LEN));
    let mut file = File::writing(core::mem::take(output));
    let result = device.save(&mut file, None).and_then(|()| file.check_unambiguous().map(drop));
    *output = file.into_output();
    if result.is_err() {
        output.truncate(begin);
    }
    result.map_err(|error| blame(error, vmsd))
}

/// Loads one device from the bytes that [`save_state`] makes, through a shared reference.
///
/// `version_id` is the version of the bytes. What they do not have, as they are older or as a subsection is missing, keeps the
/// value that the device has.
///
/// The BQL is held meanwhile, and the lock of the device while its state is copied: no guard of it may be alive in this thread,
/// which would wait for itself forever.
///
/// # Errors
///
/// If the bytes are not a state of the device, or the device refuses them, or they need more than the default [`Limits`]. The device
/// is then as it was.
///
/// ```
/// use std::sync::Mutex;
/// use migration::{load_state, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "led")]
/// struct Led {
///     on: bool,
///     colour: u32,
/// }
///
/// let led = Mutex::new(Led { on: false, colour: 0 });
/// load_state(&led, &[1, 0, 0xff, 0x80, 0], 1)?;
/// assert_eq!(led.lock().unwrap().colour, 0xff_8000);
///
/// let error = load_state(&led, &[0, 0], 1).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "led.colour at offset 0x1 (stream has version 1, here 1): expected 4 bytes, found 1"
/// );
/// assert!(led.lock().unwrap().on);
/// # Ok::<(), migration::Error>(())
/// ```
pub fn load_state<T: DeviceShared<How>, How>(device: &T, input: &[u8], version_id: u8) -> Result<(), Error> {
    let () = T::CHECK;
    let _bql = bql::lock();
    let loaded = device.load_bare(input, version_id).and_then(|loaded| {
        if loaded {
            return Ok(());
        }
        walk(device, input, version_id)
    });
    loaded.map_err(|error| blame_load(error, T::description(), version_id))
}

/// As [`load_state`], where there is no shorter way.
fn walk<T: DeviceShared<How>, How>(device: &T, input: &[u8], version_id: u8) -> Result<(), Error> {
    let _loading = Loading::begin(Limits::default().narrowed());
    let mut file = File::reading(input, 0);
    device.begin(&mut file, version_id).and_then(|mut pending| {
        let finished = file.check_end().and_then(|()| pending.commit());
        finished.map_err(|error| match pending.undo() {
            Ok(()) => error,
            Err(stuck) => error.and_then_failed(&stuck),
        })
    })
}

/// As [`load_state`], through an exclusive reference: for every device.
///
/// # Errors
///
/// As for [`load_state`].
pub fn load_state_mut<T: DeviceMut<How>, How>(device: &mut T, input: &[u8], version_id: u8) -> Result<(), Error> {
    let _bql = bql::lock();
    let loaded = device.load_bare_mut(input, version_id).and_then(|loaded| {
        if loaded {
            return Ok(());
        }
        let _loading = Loading::begin(Limits::default().narrowed());
        device.load_mut(&mut File::reading(input, 0), version_id)
    });
    loaded.map_err(|error| blame_load(error, T::description(), version_id))
}
