//! One record with device data.

use super::format::{END, FULL, PART, START};
use crate::bindings::VMStateDescription;
use crate::engine::{load_state, load_state_mut, DeviceMut, DeviceShared};
use crate::error::{Error, ErrorKind};

/// Which record a section's payload came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionKind {
    /// The whole state of a device.
    Full,
    /// The first chunk of a section that is sent bit by bit, as RAM is.
    Start,
    /// A further chunk.
    Part,
    /// The last chunk.
    End,
}

impl SectionKind {
    /// The kind of a record with device data, `None` for the type byte of any other record.
    pub(crate) fn of_record(record: u8) -> Option<Self> {
        Some(match record {
            FULL => Self::Full,
            START => Self::Start,
            PART => Self::Part,
            END => Self::End,
            _ => return None,
        })
    }

    /// Whether the record says name, instance and version, for itself and for those with its id that follow.
    pub(crate) fn has_head(self) -> bool {
        matches!(self, Self::Full | Self::Start)
    }
}

/// One record with device data, as it stands in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    pub(super) kind: SectionKind,
    pub(super) id: u32,
    pub(super) name: &'a str,
    pub(super) instance_id: u32,
    pub(super) version_id: u32,
    pub(super) offset: usize,
    pub(super) payload_offset: usize,
    pub(super) payload: &'a [u8],
}

impl<'a> Section<'a> {
    /// Which record the payload came in.
    pub fn kind(&self) -> SectionKind {
        self.kind
    }

    /// The sender's own number for the section: all records of one section share it.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The name, with the path of the device in front where its bus has addresses: `pl011`, `0000:00:01.0/PIIX3`.
    ///
    /// A [`Part`](SectionKind::Part) or [`End`](SectionKind::End) has it from the record that began the section, as it
    /// has instance and version.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The number of the device among those of the same name, counted from 0.
    pub fn instance_id(&self) -> u32 {
        self.instance_id
    }

    /// The version of the payload's layout.
    pub fn version_id(&self) -> u32 {
        self.version_id
    }

    /// Where the record begins, in bytes from the begin of the stream.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Where the payload begins, in bytes from the begin of the stream.
    pub fn payload_offset(&self) -> usize {
        self.payload_offset
    }

    /// The device data: fields and subsections, without names or lengths.
    pub fn payload(&self) -> &'a [u8] {
        self.payload
    }

    /// Loads the device data into one device, at the section's version, as [`load_state`](crate::load_state) does. The name of the
    /// device may be another one.
    ///
    /// # Errors
    ///
    /// As [`load_state`](crate::load_state), with offsets in the stream; and if this is but a chunk of a section.
    pub fn load_into<T: DeviceShared<How>, How>(&self, device: &T) -> Result<(), Error> {
        let version_id = self.loadable_version(T::description)?;
        self.locate(load_state(device, self.payload, version_id))
    }

    /// As [`load_into`](Self::load_into), through an exclusive reference: for every device.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn load_into_mut<T: DeviceMut<How>, How>(&self, device: &mut T) -> Result<(), Error> {
        let version_id = self.loadable_version(T::description)?;
        self.locate(load_state_mut(device, self.payload, version_id))
    }

    /// The version as a device has it, of one byte; in a stream it has four.
    fn loadable_version(&self, description: fn() -> &'static VMStateDescription) -> Result<u8, Error> {
        let refuse = |kind, message: String| {
            let error = Error::new(kind, message).at_offset(self.offset).in_device(self.name);
            error.with_instance(self.instance_id, false)
        };
        if self.kind != SectionKind::Full {
            let message = format!("expected a whole section, found a chunk: {:?}", self.kind);
            return Err(refuse(ErrorKind::Record, message));
        }
        let VMStateDescription { version_id, minimum_version_id, .. } = description();
        u8::try_from(self.version_id).map_err(|_| {
            let found = self.version_id;
            let message =
                format!("expected a version from {minimum_version_id} to {version_id}, found {found}, which is newer");
            refuse(ErrorKind::Version, message).with_versions(found, *version_id as u32)
        })
    }

    fn locate(&self, loaded: Result<(), Error>) -> Result<(), Error> {
        loaded.map_err(|error| error.in_part_at(self.payload_offset).with_instance(self.instance_id, false))
    }
}
