//! A machine: its devices, saved to and loaded from one migration stream.

mod load;
mod registry;
mod save;

use core::fmt;

use crate::{
    engine::{Limits, LoadShared},
    error::Error,
    stream::{record, Configuration},
    Device, DeviceShared,
};

pub use registry::{DeviceReference, Place};
use registry::{Registration, Registry};

/// Devices that migrate together: what QEMU calls a machine, as far as a stream knows it.
///
/// It holds references to the devices, or `Arc`s. Their names and versions come from their descriptions; the instances of one
/// name are counted.
///
/// [`save`](Self::save) writes what QEMU writes: header, configuration, a section for each device by priority, the end mark
/// and the self-description. [`load`](Self::load) reads it, and changes either every device that the stream has or none. Devices
/// are at rest meanwhile: if they are not, they stay memory-safe, but what is saved may be of different moments.
///
/// # Locks
///
/// Both hold the BQL. A lock that a device is behind is taken just while the device's state is copied. So whoever calls must not
/// have a guard of a device: `machine.save()` while `led.lock()` is alive in the same thread waits for itself forever. And a
/// thread that holds a device's lock and then takes the BQL can deadlock with them, so take the BQL first.
///
/// # Example
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use migration::{Machine, Migratable, ToMigrationState};
///
/// #[derive(Default, ToMigrationState)]
/// #[migration_state(name = "led")]
/// struct Led {
///     colour: u32,
/// }
///
/// type Device = Migratable<Mutex<Led>>;
///
/// let sender = [Device::default(), Device::default()];
/// sender[1].lock().unwrap().colour = 0xff_8000;
/// let mut machine = Machine::new("board");
/// for led in &sender {
///     machine.register(led)?;
/// }
/// let stream = machine.save()?;
///
/// let receiver = [Arc::new(Device::default()), Arc::new(Device::default())];
/// let mut machine = Machine::new("board");
/// for led in &receiver {
///     machine.register(Arc::clone(led))?;
/// }
/// machine.load(&stream)?;
/// assert_eq!(receiver[0].lock().unwrap().colour, 0);
/// assert_eq!(receiver[1].lock().unwrap().colour, 0xff_8000);
/// # Ok::<(), migration::Error>(())
/// ```
///
/// A type without a name of its own is no device:
///
/// ```compile_fail,E0277
/// use std::sync::Mutex;
/// use migration::{Machine, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// struct Nameless {
///     colour: u32,
/// }
///
/// let nameless = Mutex::new(Nameless { colour: 0 });
/// Machine::new("board").register(&nameless);
/// ```
pub struct Machine<'a> {
    configuration: Configuration,
    page_size: u32,
    describes_itself: bool,
    limits: Limits,
    registry: Registry<'a>,
}

/// The page size that the self-description names where no configuration says it: the smallest of most architectures.
const DEFAULT_PAGE_SIZE: u32 = 4096;

impl<'a> Machine<'a> {
    /// A machine without devices. The name is that of the machine's type, with its version, as in `virt-10.0`. An empty
    /// one is taken by every receiver.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            configuration: Configuration { machine: name.into(), ..Configuration::default() },
            page_size: DEFAULT_PAGE_SIZE,
            describes_itself: true,
            limits: Limits::default(),
            registry: Registry::default(),
        }
    }

    /// States the page size of the guest, as a power of two. QEMU's Arm machines with an A-profile CPU state 12, and
    /// receive nothing else; x86 machines state none.
    ///
    /// Above 31 it is a size that no stream names: the self-description then says 0.
    pub fn with_target_page_bits(mut self, bits: u32) -> Self {
        self.configuration.target_page_bits = Some(bits);
        self.page_size = 1_u32.checked_shl(bits).unwrap_or(0);
        self
    }

    /// The whole configuration, capabilities and UUID included.
    pub fn with_configuration(mut self, configuration: Configuration) -> Self {
        let bits = configuration.target_page_bits;
        self.configuration = configuration;
        match bits {
            Some(bits) => self.with_target_page_bits(bits),
            None => self,
        }
    }

    /// Whether to write the self-description, without which only a reader that knows the devices finds their sections.
    /// A machine does so unless told otherwise.
    pub fn with_description(mut self, describes_itself: bool) -> Self {
        self.describes_itself = describes_itself;
        self
    }

    /// The [`Limits`] of [`load`](Self::load) and [`inspect`](Self::inspect), where they are not the default ones. Saving has none.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How many bytes [`save`](Self::save) writes at most, up to the end mark. `None` if the types of some device do not bound it.
    ///
    /// Behind the end mark stands the self-description, which may be many times longer, and which [`load`](Self::load) does not read.
    /// A stream of somebody else's may be longer, as a section may come twice.
    ///
    /// ```
    /// use std::sync::Mutex;
    /// use migration::{Machine, ToMigrationState};
    ///
    /// #[derive(ToMigrationState)]
    /// #[migration_state(name = "led")]
    /// struct Led {
    ///     colour: u32,
    /// }
    ///
    /// let led = Mutex::new(Led { colour: 0 });
    /// let mut machine = Machine::new("board").with_description(false);
    /// machine.register(&led)?;
    /// assert_eq!(machine.max_stream_len(), Some(machine.save()?.len()));
    /// # Ok::<(), migration::Error>(())
    /// ```
    pub fn max_stream_len(&self) -> Option<usize> {
        let mut frame = Vec::new();
        record::write_header(&mut frame);
        self.configuration.write(&mut frame).ok()?;
        record::write_end_mark(&mut frame);
        self.registry.in_order().try_fold(frame.len(), |length, registered| {
            frame.clear();
            registered.head().write_full(&mut frame).ok()?;
            record::write_footer(&mut frame, registered.section_id);
            length.checked_add(frame.len())?.checked_add(registered.device.max_wire_len()?)
        })
    }

    /// Adds a device, with the next instance id of its name and the next section id.
    ///
    /// # Errors
    ///
    /// If the device's tables, taken together, could not be read back; see [`ErrorKind::Ambiguous`](crate::ErrorKind). If this
    /// very device is in the machine already.
    pub fn register<D, How: 'a>(&mut self, device: D) -> Result<(), Error>
    where
        D: DeviceReference<Device: Device<How> + DeviceShared<How>> + 'a,
    {
        let () = <D::Device as LoadShared<How>>::CHECK;
        self.register_at(device, Place::default())
    }

    /// Adds a device at a place of one's choice.
    ///
    /// # Errors
    ///
    /// As for [`register`](Self::register); and if another device has the same name and instance id, or the same section id.
    pub fn register_at<D, How: 'a>(&mut self, device: D, place: Place<'_>) -> Result<(), Error>
    where
        D: DeviceReference<Device: Device<How> + DeviceShared<How>> + 'a,
    {
        let () = <D::Device as LoadShared<How>>::CHECK;
        self.registry.add(Registration::new(device), place)
    }
}

impl fmt::Debug for Machine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine")
            .field("configuration", &self.configuration)
            .field("sections", &self.registry)
            .finish_non_exhaustive()
    }
}
