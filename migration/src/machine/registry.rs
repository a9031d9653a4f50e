//! The devices of a machine, and what their sections are called.

use core::{cmp::Reverse, fmt, marker::PhantomData, mem::size_of, ops::Deref};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use crate::{
    bindings::{MigrationPriority, VMStateDescription},
    engine::{self, DeviceShared, File, JsonWriter, LoadShared as _, PendingLoad, Save as _},
    error::{Error, ErrorKind},
    stream::record::SectionHead,
};

mod sealed {
    pub trait Sealed {}
}

/// How a machine holds a device: `&T` or `Arc<T>`.
#[diagnostic::on_unimplemented(
    message = "a machine does not hold `{Self}`",
    label = "neither a reference nor an `Arc`",
    note = "a device that is registered is still its owner's: register `&device`, or an `Arc` of it"
)]
pub trait DeviceReference: sealed::Sealed + Deref<Target = Self::Device> {
    /// The device.
    type Device;
}

impl<T> sealed::Sealed for &T {}
impl<T> DeviceReference for &T {
    type Device = T;
}

impl<T> sealed::Sealed for Arc<T> {}
impl<T> DeviceReference for Arc<T> {
    type Device = T;
}

/// Where a device stands in a machine.
///
/// ```
/// use migration::Place;
///
/// let first_uart_of_slot_3 = Place { path: Some("0000:00:03.0"), ..Place::default() };
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'p> {
    /// The path of the bus slot, for a device on a bus with addresses: it stands before the name, with a slash.
    pub path: Option<&'p str>,
    /// The number among devices of the same name; the lowest one above those that are there, if absent.
    pub instance_id: Option<u32>,
    /// The sender's own number of the section, which a receiver does not look at; the next free one from the number of devices
    /// before on, if absent.
    pub section_id: Option<u32>,
}

/// What a machine does with each of its devices.
pub(super) trait AnyDevice {
    fn description(&self) -> &'static VMStateDescription;
    fn max_wire_len(&self) -> Option<usize>;
    /// Where the device is; `None` if it takes no memory, so that others can be there too.
    fn address(&self) -> Option<usize>;
    fn save(&self, file: &mut File<'_>, json: Option<&mut JsonWriter>) -> Result<(), Error>;
    fn begin<'d>(&'d self, file: &mut File<'_>, version_id: u8) -> Result<Box<dyn PendingLoad + 'd>, Error>;
}

pub(super) struct Registration<D, How> {
    device: D,
    _how: PhantomData<How>,
}

impl<D, How> Registration<D, How> {
    pub(super) fn new(device: D) -> Self {
        Self { device, _how: PhantomData }
    }
}

impl<D, How> AnyDevice for Registration<D, How>
where
    D: DeviceReference<Device: DeviceShared<How>>,
{
    fn description(&self) -> &'static VMStateDescription {
        D::Device::description()
    }

    fn max_wire_len(&self) -> Option<usize> {
        D::Device::MAX_WIRE_LEN
    }

    fn address(&self) -> Option<usize> {
        (size_of::<D::Device>() != 0).then(|| core::ptr::from_ref(&*self.device) as usize)
    }

    fn save(&self, file: &mut File<'_>, json: Option<&mut JsonWriter>) -> Result<(), Error> {
        self.device.deref().save(file, json)
    }

    fn begin<'d>(&'d self, file: &mut File<'_>, version_id: u8) -> Result<Box<dyn PendingLoad + 'd>, Error> {
        self.device.deref().begin(file, version_id)
    }
}

/// A device and its section.
pub(super) struct Registered<'a> {
    pub device: Box<dyn AnyDevice + 'a>,
    /// Its place among all devices.
    pub index: usize,
    /// The section's name: path and description's name.
    pub name: Arc<str>,
    pub instance_id: u32,
    pub section_id: u32,
}

impl Registered<'_> {
    /// What stands before the device's data.
    pub(super) fn head(&self) -> SectionHead<'_> {
        SectionHead {
            id: self.section_id,
            name: &self.name,
            instance_id: self.instance_id,
            version_id: self.device.description().version_id as u32,
        }
    }
}

/// Devices of higher rank are saved first.
fn rank(vmsd: &VMStateDescription) -> (bool, u32) {
    let priority = match vmsd.priority {
        MigrationPriority::MIG_PRI_UNINITIALIZED => MigrationPriority::MIG_PRI_DEFAULT,
        priority => priority,
    };
    (vmsd.early_setup, priority.0)
}

/// How many names an error lists at most.
const LISTED: usize = 16;

/// The devices, and what finds one of many thousands as fast as one of ten. Devices stand in the maps by their place among all.
#[derive(Default)]
pub(super) struct Registry<'a> {
    devices: Vec<Registered<'a>>,
    by_rank: BTreeMap<Reverse<(bool, u32)>, Vec<usize>>,
    /// By name and instance id.
    names: HashMap<Arc<str>, BTreeMap<u32, usize>>,
    /// By the name without path: those that have a path, in the order of their numbers among these.
    short_names: HashMap<&'static [u8], Vec<usize>>,
    /// By address and name without path.
    places: BTreeMap<(usize, &'static [u8]), usize>,
    section_ids: BTreeSet<u32>,
    /// The last section id that was chosen here: no lower one will be.
    chosen_section_id: u32,
    /// Addresses of descriptions, whose tables need no second look.
    checked: HashSet<usize>,
}

impl<'a> Registry<'a> {
    pub(super) fn add(&mut self, device: impl AnyDevice + 'a, place: Place<'_>) -> Result<(), Error> {
        let vmsd = device.description();
        // SAFETY: a description's name is a C string that lives as long as the description.
        let short_name: &'static [u8] = unsafe { engine::name_bytes(vmsd.name) };
        let short = String::from_utf8_lossy(short_name);
        let blame = |error: Error| error.in_device(&short);
        let description = core::ptr::from_ref(vmsd) as usize;
        if !self.checked.contains(&description) {
            // SAFETY: a device's description is valid: it was built by safe code, or its author promised.
            unsafe { engine::check_tables(vmsd) }.map_err(blame)?;
        }
        let name = match place.path {
            Some(path) => Cow::Owned(format!("{path}/{short}")),
            None => Cow::Borrowed(&*short),
        };
        if name.len() > 255 {
            let message = format!("expected a section name of at most 255 bytes, found {}", name.len());
            return Err(blame(Error::new(ErrorKind::Unsupported, message)));
        }
        let at = device.address().map(|address| (address, short_name));
        if let Some(same) = at.and_then(|at| self.places.get(&at)) {
            let same = &self.devices[*same];
            let message = format!(
                "expected a device that is not in this machine yet, found the one that is `{}` instance {}",
                same.name, same.instance_id
            );
            return Err(blame(Error::new(ErrorKind::Ambiguous, message)));
        }
        let same_name = self.names.get_key_value(&*name);
        let last_instance_id = same_name.and_then(|(_, instances)| instances.last_key_value()).map(|(last, _)| *last);
        let instance_id =
            place.instance_id.unwrap_or_else(|| last_instance_id.map_or(0, |last| last.saturating_add(1)));
        if same_name.is_some_and(|(_, instances)| instances.contains_key(&instance_id)) {
            let message =
                format!("expected an instance id that no other `{name}` of the machine has, found {instance_id}");
            return Err(blame(Error::new(ErrorKind::Ambiguous, message)));
        }
        let section_id = place.section_id.unwrap_or_else(|| self.free_section_id());
        if self.section_ids.contains(&section_id) {
            let message =
                format!("expected a section id that no other device of the machine has, found {section_id:#x}");
            return Err(blame(Error::new(ErrorKind::Ambiguous, message)));
        }

        // Nothing is refused from here on.
        let name = same_name.map_or_else(|| Arc::from(&*name), |(name, _)| Arc::clone(name));
        let index = self.devices.len();
        self.checked.insert(description);
        self.by_rank.entry(Reverse(rank(vmsd))).or_default().push(index);
        if let Some(at) = at {
            self.places.insert(at, index);
        }
        if place.path.is_some() {
            self.short_names.entry(short_name).or_default().push(index);
        }
        self.section_ids.insert(section_id);
        if place.section_id.is_none() {
            self.chosen_section_id = section_id;
        }
        self.names.entry(Arc::clone(&name)).or_default().insert(instance_id, index);
        self.devices.push(Registered { device: Box::new(device), index, name, instance_id, section_id });
        Ok(())
    }

    /// The lowest section id from the number of devices on that is not taken.
    fn free_section_id(&self) -> u32 {
        // It never sinks, as both the devices and what is taken only become more: each id is looked at once.
        let begin = self.chosen_section_id.max(self.devices.len() as u32);
        (begin..=u32::MAX).find(|id| !self.section_ids.contains(id)).unwrap_or(0)
    }

    /// The device of a section: by its whole name; or, if it has a path, by the name without it and the number among all of that
    /// name that have one.
    pub(super) fn find(&self, name: &str, instance_id: u32) -> Option<&Registered<'a>> {
        let by_name = self.names.get(name).and_then(|instances| instances.get(&instance_id));
        let by_short_name = || self.short_names.get(name.as_bytes())?.get(instance_id as usize);
        by_name.or_else(by_short_name).map(|index| &self.devices[*index])
    }

    /// Names the device in an error, and which of several of its name it is.
    pub(super) fn blame(&self, device: &Registered<'_>, error: Error) -> Error {
        let is_one_of_several = self.names.get(&device.name).is_some_and(|instances| instances.len() > 1);
        error.in_device(&device.name).with_instance(device.instance_id, is_one_of_several)
    }

    pub(super) fn len(&self) -> usize {
        self.devices.len()
    }

    /// The devices in the order in which they are saved.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &Registered<'a>> {
        self.by_rank.values().flatten().map(|index| &self.devices[*index])
    }

    pub(super) fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.devices.iter().map(|device| format!("{} {}", device.name, device.instance_id))
    }

    /// As many names as are read in an error; `None` if there are no devices.
    pub(super) fn some_names(&self) -> Option<String> {
        let names = self.names().take(LISTED).collect::<Vec<_>>().join(", ");
        match self.len() {
            0 => None,
            count if count <= LISTED => Some(names),
            count => Some(format!("{names} and {} more", count - LISTED)),
        }
    }
}

impl fmt::Debug for Registry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}
