//! The error of saving and loading.

use core::fmt;

use super::{invalid::Origin, Errno, InvalidError};

/// What kind of fault an [`Error`] reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends before the value does.
    Truncated,
    /// The input goes on after the value has ended.
    TrailingData,
    /// The input does not begin as a migration stream does.
    Header,
    /// The stream was made by another kind of machine.
    Configuration,
    /// A record of a type that a stream does not have at this place.
    Record,
    /// A section of a device that this machine does not have, or a chunk of a section that has not begun.
    UnknownSection,
    /// A version that this side does not load: newer than its own, or older than its minimum.
    Version,
    /// A subsection that its description does not have.
    UnknownSubsection,
    /// The footer of a section is missing or names another section.
    Footer,
    /// A received or local value that the device refuses.
    Invalid,
    /// A hook or a kind's own function failed.
    Callback,
    /// Device code panicked.
    Panicked,
    /// The load would need more than its limits allow, or than there is: of memory, of sections.
    Limit,
    /// A reader could not tell two things apart: bytes that would be read as something else, or a device, a section id or an
    /// instance id that is registered twice.
    Ambiguous,
    /// The table asks for something that this engine does not do.
    Unsupported,
    /// The device can be neither saved nor loaded now: it is borrowed, its lock is poisoned, or it says that it does not migrate.
    /// The stream is not to blame.
    NotMigratable,
    /// The self-description of a stream is missing or does not match the stream.
    Description,
}

/// Why a state could not be saved or loaded, and where.
///
/// The message names, as far as each is known, the device, the path of the field, the offset in the input, the versions,
/// and what was expected and found:
///
/// ```text
/// pl011.read_fifo[3] at offset 0x8c (stream has version 2, here 2): expected 4 bytes, found 2
/// ```
///
/// Of several devices of one name in a machine, it says which: `led[1].colour`.
///
/// The same facts can be asked for one by one.
pub struct Error {
    // Boxed: the result of every step of a load is as wide as this.
    report: Box<Report>,
}

struct Report {
    kind: ErrorKind,
    device: String,
    instance: Option<Instance>,
    path: String,
    offset: Option<usize>,
    versions: Option<(u32, u32)>,
    message: String,
    cause: Option<InvalidError>,
}

/// Which one a device of a machine is.
#[derive(Clone, Copy)]
struct Instance {
    id: u32,
    /// Whether the name alone does not say which device it is.
    is_one_of_several: bool,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            report: Box::new(Report {
                kind,
                device: String::new(),
                instance: None,
                path: String::new(),
                offset: None,
                versions: None,
                message: message.into(),
                cause: None,
            }),
        }
    }

    /// An error of device code, with the path it knows.
    pub(crate) fn from_device(cause: InvalidError) -> Self {
        let kind = match cause.origin() {
            Origin::Refused => ErrorKind::Invalid,
            Origin::Panicked => ErrorKind::Panicked,
            Origin::Memory => ErrorKind::Limit,
            Origin::OutOfReach => ErrorKind::NotMigratable,
        };
        let mut error = Self::new(kind, cause.reason());
        cause.path().clone_into(&mut error.report.path);
        error.report.cause = Some(cause);
        error
    }

    /// Puts the path of the enclosing fields in front of what is known.
    pub(crate) fn below(mut self, outer: &str) -> Self {
        let inner = &self.report.path;
        let dot = if outer.is_empty() || inner.is_empty() || inner.starts_with('[') { "" } else { "." };
        self.report.path = format!("{outer}{dot}{inner}");
        self
    }

    /// The first to know the offset says it; whoever comes later knows it less exactly.
    pub(crate) fn at_offset(mut self, offset: usize) -> Self {
        self.report.offset.get_or_insert(offset);
        self
    }

    /// Moves the offset, which was found in a part of the input that begins there.
    pub(crate) fn in_part_at(mut self, begin: usize) -> Self {
        if let Some(offset) = &mut self.report.offset {
            *offset += begin;
        }
        self
    }

    pub(crate) fn in_device(mut self, device: &str) -> Self {
        if self.report.device.is_empty() {
            device.clone_into(&mut self.report.device);
        }
        self
    }

    /// Only where there is a stream, which has versions.
    pub(crate) fn with_versions(mut self, stream_version: u32, own_version: u32) -> Self {
        self.report.versions.get_or_insert((stream_version, own_version));
        self
    }

    pub(crate) fn with_instance(mut self, id: u32, is_one_of_several: bool) -> Self {
        self.report.instance.get_or_insert(Instance { id, is_one_of_several });
        self
    }

    /// Adds what went wrong while the old state was put back.
    pub(crate) fn and_then_failed(mut self, what: &dyn fmt::Display) -> Self {
        self.report.message = format!("{}; and putting the old state back failed: {what}", self.report.message);
        self
    }

    /// What kind of fault it is.
    pub fn kind(&self) -> ErrorKind {
        self.report.kind
    }

    /// The device's name, empty if the fault lies in no device: that of its section if it is in a machine, else that of its
    /// description.
    pub fn device(&self) -> &str {
        &self.report.device
    }

    /// The number of the device among those of its name; `None` if it is in no machine.
    pub fn instance_id(&self) -> Option<u32> {
        self.report.instance.map(|instance| instance.id)
    }

    /// The path of the field below the device, as in `regs.read_fifo[3]`; empty if no field is to blame.
    pub fn path(&self) -> &str {
        &self.report.path
    }

    /// Where in the input, in bytes from its begin; `None` for a fault of the local side.
    pub fn offset(&self) -> Option<usize> {
        self.report.offset
    }

    /// The version that the stream has for the device, and the version here; if that of a subsection is at fault, its versions.
    /// `None` for a fault of saving.
    pub fn versions(&self) -> Option<(u32, u32)> {
        self.report.versions
    }

    /// What was expected and found, without the place.
    pub fn message(&self) -> &str {
        &self.report.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { device, instance, path, offset, versions, message, .. } = &*self.report;
        f.write_str(device)?;
        if let Some(Instance { id, is_one_of_several: true }) = instance {
            write!(f, "[{id}]")?;
        }
        let dot = if device.is_empty() || path.is_empty() || path.starts_with('[') { "" } else { "." };
        write!(f, "{dot}{path}")?;
        let mut place = !(device.is_empty() && path.is_empty());
        if let Some(offset) = offset {
            write!(f, "{}at offset {offset:#x}", if place { " " } else { "" })?;
            place = true;
        }
        if let Some((stream, own)) = versions {
            write!(f, "{}(stream has version {stream}, here {own})", if place { " " } else { "" })?;
            place = true;
        }
        write!(f, "{}{message}", if place { ": " } else { "" })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}: {self})", self.report.kind)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.report.cause.as_ref().map(|cause| cause as _)
    }
}

impl From<Error> for Errno {
    fn from(error: Error) -> Self {
        let number = match error.kind() {
            ErrorKind::Truncated => libc::EIO,
            ErrorKind::UnknownSubsection => libc::ENOENT,
            ErrorKind::Limit => libc::ENOMEM,
            ErrorKind::Unsupported | ErrorKind::NotMigratable => libc::ENOTSUP,
            _ => libc::EINVAL,
        };
        Self(number as u16)
    }
}
