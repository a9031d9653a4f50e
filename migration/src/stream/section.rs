//! One record with device data.

use super::format::{END, FULL, PART, START};

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
}
