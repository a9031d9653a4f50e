//! The devices of a machine, and what their sections are called.

use core::{fmt, marker::PhantomData, mem::size_of, ops::Deref};
use std::sync::Arc;

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
    fn address(&self) -> Option<*const ()>;
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

    fn address(&self) -> Option<*const ()> {
        (size_of::<D::Device>() != 0).then(|| core::ptr::from_ref(&*self.device).cast())
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
    /// The section's name: path and description's name.
    pub name: String,
    pub instance_id: u32,
    pub section_id: u32,
    /// The number among all devices that have a path and the same description's name; `None` without a path.
    short_instance_id: Option<u32>,
}

impl Registered<'_> {
    pub(super) fn description_name(&self) -> &'static [u8] {
        // SAFETY: a description's name is a C string that lives as long as the description.
        unsafe { engine::name_bytes(self.device.description().name) }
    }

    /// What stands before the device's data.
    pub(super) fn head(&self) -> SectionHead<'_> {
        SectionHead {
            id: self.section_id,
            name: &self.name,
            instance_id: self.instance_id,
            version_id: self.device.description().version_id as u32,
        }
    }

    /// Devices of higher rank are saved first.
    fn rank(&self) -> (bool, u32) {
        let vmsd = self.device.description();
        let priority = match vmsd.priority {
            MigrationPriority::MIG_PRI_UNINITIALIZED => MigrationPriority::MIG_PRI_DEFAULT,
            priority => priority,
        };
        (vmsd.early_setup, priority.0)
    }
}

#[derive(Default)]
pub(super) struct Registry<'a> {
    devices: Vec<Registered<'a>>,
}

impl<'a> Registry<'a> {
    pub(super) fn add(&mut self, device: impl AnyDevice + 'a, place: Place<'_>) -> Result<(), Error> {
        let vmsd = device.description();
        let mut registered = Registered {
            device: Box::new(device),
            name: String::new(),
            instance_id: 0,
            section_id: place.section_id.unwrap_or_else(|| self.free_section_id()),
            short_instance_id: None,
        };
        let short_name = registered.description_name();
        let short = String::from_utf8_lossy(short_name);
        let blame = |error: Error| error.in_device(&short);
        // SAFETY: a device's description is valid: it was built by safe code, or its author promised.
        unsafe { engine::check_tables(vmsd) }.map_err(blame)?;
        registered.name = match place.path {
            Some(path) => format!("{path}/{short}"),
            None => short.clone().into_owned(),
        };
        if registered.name.len() > 255 {
            let message = format!("expected a section name of at most 255 bytes, found {}", registered.name.len());
            return Err(blame(Error::new(ErrorKind::Unsupported, message)));
        }
        let address = registered.device.address();
        let is_same = |other: &&Registered<'_>| {
            address.is_some() && other.device.address() == address && other.description_name() == short_name
        };
        if let Some(same) = self.devices.iter().find(is_same) {
            let message = format!(
                "expected a device that is not in this machine yet, found the one that is `{}` instance {}",
                same.name, same.instance_id
            );
            return Err(blame(Error::new(ErrorKind::Ambiguous, message)));
        }
        let next = |ids: &mut dyn Iterator<Item = u32>| ids.max().map_or(0, |id| id.saturating_add(1));
        let same_name = self.devices.iter().filter(|other| other.name == registered.name);
        registered.instance_id =
            place.instance_id.unwrap_or_else(|| next(&mut same_name.clone().map(|other| other.instance_id)));
        let same_short_name = self.devices.iter().filter(|other| other.description_name() == short_name);
        registered.short_instance_id =
            place.path.map(|_| next(&mut same_short_name.filter_map(|other| other.short_instance_id)));
        if same_name.clone().any(|other| other.instance_id == registered.instance_id) {
            let message = format!(
                "expected an instance id that no other `{}` of the machine has, found {}",
                registered.name, registered.instance_id
            );
            return Err(blame(Error::new(ErrorKind::Ambiguous, message)));
        }
        if self.devices.iter().any(|other| other.section_id == registered.section_id) {
            let message = format!(
                "expected a section id that no other device of the machine has, found {:#x}",
                registered.section_id
            );
            return Err(blame(Error::new(ErrorKind::Ambiguous, message)));
        }
        self.devices.push(registered);
        Ok(())
    }

    /// The lowest section id from the number of devices on that is not taken.
    fn free_section_id(&self) -> u32 {
        let is_free = |id: &u32| self.devices.iter().all(|other| other.section_id != *id);
        (self.devices.len() as u32..=u32::MAX).find(is_free).unwrap_or(0)
    }

    /// The device of a section: by its whole name; or, if it has a path, by the name without it and the number among all of that
    /// name that have one.
    pub(super) fn find(&self, name: &str, instance_id: u32) -> Option<&Registered<'a>> {
        let by_name = |device: &&Registered<'_>| device.name == name && device.instance_id == instance_id;
        let by_short_name = |device: &&Registered<'_>| {
            device.description_name() == name.as_bytes() && device.short_instance_id == Some(instance_id)
        };
        self.devices.iter().find(by_name).or_else(|| self.devices.iter().find(by_short_name))
    }

    /// Names the device in an error, and which of several of its name it is.
    pub(super) fn blame(&self, device: &Registered<'_>, error: Error) -> Error {
        let same_name = self.devices.iter().filter(|other| other.name == device.name);
        error.in_device(&device.name).with_instance(device.instance_id, same_name.count() > 1)
    }

    /// The devices in the order in which they are saved.
    pub(super) fn in_order(&self) -> Vec<&Registered<'a>> {
        let mut devices = self.devices.iter().collect::<Vec<_>>();
        devices.sort_by_key(|device| core::cmp::Reverse(device.rank()));
        devices
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.devices.iter().map(|device| format!("{} {}", device.name, device.instance_id)).collect()
    }
}

impl fmt::Debug for Registry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}
