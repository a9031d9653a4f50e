//! A whole stream, read without knowing its devices.

use std::collections::HashMap;

use super::configuration::Configuration;
use super::description::{locate, Located, Sizes};
use super::format::{COMMAND, DESCRIPTION, END_MARK};
use super::ram::{self, RamWalk};
use super::reader::Reader;
use super::record::{read_command, read_footer, read_header, unknown_id, unknown_record, SectionHead};
use super::section::{Section, SectionKind};
use crate::engine::Limits;
use crate::error::{many_bytes, Error, ErrorKind};
use crate::memory::{self, Budget};

/// An entry in the list of sections and one in the map of those that have begun, both of which grow twofold.
const SECTION_COST: usize = 2 * (size_of::<Section<'_>>() + size_of::<(u32, SectionHead<'_>)>());

/// A migration stream, cut into its sections.
///
/// Sections carry no length. The sizes come from the stream's self-description, as do those of fields that only their
/// device understands; RAM, which the self-description leaves out, is walked page by page. What cannot be cut in this
/// way, [`parse_with`](Self::parse_with) asks its caller for.
///
/// Of an array of which the elements differ in length, as [`Migratable`](crate::Migratable)s with lists in them do, QEMU's
/// self-description has one size for all. A section with such an array is cut at a wrong place, which is an error: no footer is
/// there.
///
/// Nothing is copied: names and payloads are parts of the input.
///
/// ```
/// use migration::stream::{SectionKind, Stream};
///
/// # fn record(kind: u8, parts: &[&[u8]]) -> Vec<u8> { [&[kind], parts.concat().as_slice()].concat() }
/// # let json = br#"{"devices": [{"name": "led", "instance_id": 0, "vmsd_name": "led", "version": 1,
/// #     "fields": [{"name": "color", "array_len": 3, "type": "uint8", "size": 1}]}]}"#;
/// # let bytes = [
/// #     b"QEVM\0\0\0\x03".to_vec(),
/// #     record(0x07, &[&4_u32.to_be_bytes(), b"none"]),
/// #     record(0x04, &[&9_u32.to_be_bytes(), b"\x03led", &0_u32.to_be_bytes(), &1_u32.to_be_bytes(), &[255, 128, 0]]),
/// #     record(0x7e, &[&9_u32.to_be_bytes()]),
/// #     vec![0x00],
/// #     record(0x06, &[&(json.len() as u32).to_be_bytes(), json]),
/// # ].concat();
/// let stream = Stream::parse(&bytes)?;
/// assert_eq!(stream.configuration().unwrap().machine, "none");
///
/// let led = stream.section("led", 0).unwrap();
/// assert_eq!((led.kind(), led.version_id()), (SectionKind::Full, 1));
/// assert_eq!(led.payload(), [255, 128, 0]);
///
/// // The device of this section, out of a file that has many others:
/// use std::sync::Mutex;
/// use migration::{load_state, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "led")]
/// struct Led {
///     color: [u8; 3],
/// }
///
/// let device = Mutex::new(Led { color: [0; 3] });
/// led.load_into(&device)?;
/// assert_eq!(device.lock().unwrap().color, [255, 128, 0]);
///
/// // Which is the same as this, but for the place that an error names.
/// load_state(&device, led.payload(), led.version_id() as u8)?;
/// # Ok::<(), migration::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stream<'a> {
    configuration: Option<Configuration>,
    sections: Vec<Section<'a>>,
    description: Option<&'a str>,
}

impl<'a> Stream<'a> {
    /// Cuts a stream that ends with its self-description.
    ///
    /// # Errors
    ///
    /// When the bytes are no such stream, or when neither self-description nor RAM's own layout gives a section's
    /// size. The error says at which offset, and what was expected and found there. When more than the default
    /// [`Limits`] would be needed: the self-description takes up to 112 times its length while it is read.
    /// [`Limits::within`] sets others.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        Self::parse_with(bytes, |_, _, _, _| None)
    }

    /// Like [`parse`](Self::parse), and asks `payload_size` about each record whose size the stream does not tell.
    ///
    /// It is given the section's name, instance id and version id, and all bytes from the begin of the payload to the
    /// end of the input. It answers with the payload's number of bytes, or with `None` if it does not know either.
    ///
    /// ```
    /// use migration::stream::Stream;
    ///
    /// // Neither configuration nor self-description; one section with two bytes of data.
    /// let bytes = b"QEVM\0\0\0\x03\x04\0\0\0\x09\x03led\0\0\0\0\0\0\0\x01on\x7e\0\0\0\x09\0";
    /// let error = Stream::parse(bytes).unwrap_err();
    /// assert!(error.message().contains("\"led\" instance 0"));
    ///
    /// let stream = Stream::parse_with(bytes, |name, _, _, _| (name == "led").then_some(2))?;
    /// assert_eq!(stream.section("led", 0).unwrap().payload(), b"on");
    /// # Ok::<(), migration::Error>(())
    /// ```
    pub fn parse_with(
        bytes: &'a [u8],
        payload_size: impl FnMut(&str, u32, u32, &[u8]) -> Option<usize>,
    ) -> Result<Self, Error> {
        let limits = Limits::default().narrowed();
        let _budget = Budget::open(limits.memory);
        let mut reader = Reader::new(bytes);
        read_header(&mut reader)?;
        let configuration = Configuration::read(&mut reader)?;
        let located = locate(bytes)?;
        let sizes = located.map(Sizes::read).transpose()?.unwrap_or_default();
        let mut records = Records {
            reader,
            limits,
            configuration,
            sizes,
            describes_itself: located.is_some(),
            payload_size,
            begun: HashMap::new(),
            ram: None,
            sections: Vec::new(),
        };
        while records.read_next()? {}
        let Records { mut reader, configuration, sections, .. } = records;
        check_end(&mut reader, located)?;
        Ok(Self { configuration, sections, description: located.map(|located| located.text) })
    }

    /// What the stream says of its machine; only very old machine types say nothing.
    pub fn configuration(&self) -> Option<&Configuration> {
        self.configuration.as_ref()
    }

    /// All records with device data, in the order of the stream.
    pub fn sections(&self) -> &[Section<'a>] {
        &self.sections
    }

    /// The section of a device: name with path, as [`Section::name`] has it, and instance.
    ///
    /// Of several the last one, whose state a load ends with; of a section in chunks the first chunk.
    pub fn section(&self, name: &str, instance_id: u32) -> Option<&Section<'a>> {
        self.sections
            .iter()
            .rev()
            .find(|section| section.kind.has_head() && section.instance_id == instance_id && section.name == name)
    }

    /// The self-description, as the JSON text in the stream.
    ///
    /// QEMU writes lists of several elements with the same keys over and over in one object.
    pub fn description(&self) -> Option<&'a str> {
        self.description
    }
}

/// The records between configuration and end mark.
struct Records<'a, F> {
    reader: Reader<'a>,
    limits: Limits,
    configuration: Option<Configuration>,
    sizes: Sizes,
    describes_itself: bool,
    payload_size: F,
    begun: HashMap<u32, SectionHead<'a>>,
    ram: Option<RamWalk>,
    sections: Vec<Section<'a>>,
}

impl<F: FnMut(&str, u32, u32, &[u8]) -> Option<usize>> Records<'_, F> {
    /// Reads one record and says whether more follow.
    fn read_next(&mut self) -> Result<bool, Error> {
        let begin = self.reader.clone();
        match self.reader.u8("a record or the end mark")? {
            END_MARK => return Ok(false),
            COMMAND => read_command(&mut self.reader)?,
            record => {
                let kind = SectionKind::of_record(record).ok_or_else(|| unknown_record(&begin, record))?;
                self.read_section(kind, begin.position())?;
            }
        }
        Ok(true)
    }

    fn read_section(&mut self, kind: SectionKind, offset: usize) -> Result<(), Error> {
        let found = self.sections.len();
        if found >= self.limits.sections {
            let message = format!("expected at most {found} records with device data (`Limits::sections`), found more");
            return Err(self.reader.error(ErrorKind::Limit, message));
        }
        memory::charge(SECTION_COST).map_err(Error::from_device)?;
        let head = if kind.has_head() {
            let head = SectionHead::read(&mut self.reader)?;
            self.begun.insert(head.id, head);
            head
        } else {
            let place = self.reader.clone();
            let id = self.reader.u32("the section id")?;
            *self.begun.get(&id).ok_or_else(|| unknown_id(&place, id))?
        };
        let payload_offset = self.reader.position();
        let SectionHead { id, name, instance_id, version_id } = head;
        let payload = self
            .take_payload(&head)
            .and_then(|payload| read_footer(&mut self.reader, id, name).map(|()| payload))
            .map_err(|error| error.in_device(name).with_instance(instance_id, false))?;
        self.sections.push(Section { kind, id, name, instance_id, version_id, offset, payload_offset, payload });
        Ok(())
    }
}

impl<'a, F: FnMut(&str, u32, u32, &[u8]) -> Option<usize>> Records<'a, F> {
    fn take_payload(&mut self, head: &SectionHead<'a>) -> Result<&'a [u8], Error> {
        let SectionHead { name, instance_id, version_id, .. } = *head;
        let mut size = self.sizes.next_payload(name, instance_id);
        if size.is_none() {
            let page_size = self.page_size();
            if let (ram::NAME, 0, Some(page_size)) = (name, instance_id, page_size) {
                return self.take_ram(version_id, page_size);
            }
            size = (self.payload_size)(name, instance_id, version_id, self.reader.rest());
        }
        let size = size.ok_or_else(|| {
            let missing = if name == ram::NAME { "page size" } else { "size" };
            let found = if self.describes_itself {
                "none"
            } else {
                "no self-description at the end: the input may be cut short"
            };
            let message = format!(
                "expected the {missing} of section {name:?} instance {instance_id} in the self-description, found {found}"
            );
            self.reader.error(ErrorKind::Description, message)
        })?;
        self.reader.take(size, &format!("the data of section {name:?}"))
    }

    /// The configuration has the page size only where it is not the smallest one.
    fn page_size(&self) -> Option<u64> {
        let bits = self.configuration.as_ref().and_then(|configuration| configuration.target_page_bits);
        match bits {
            Some(bits) => Some(1_u64.checked_shl(bits).unwrap_or(0)),
            None => self.sizes.page_size(),
        }
    }

    fn take_ram(&mut self, version_id: u32, page_size: u64) -> Result<&'a [u8], Error> {
        let begin = self.reader.clone();
        if version_id != ram::VERSION {
            let message = format!("expected version {} of section \"ram\", found {version_id}", ram::VERSION);
            return Err(begin.error(ErrorKind::Version, message).with_versions(version_id, ram::VERSION));
        }
        let walk = match &mut self.ram {
            Some(walk) => walk,
            empty => {
                let walk = RamWalk::new(page_size, self.configuration.as_ref())
                    .map_err(|message| begin.error(ErrorKind::Configuration, message))?;
                empty.insert(walk)
            }
        };
        walk.skip_chunk(&mut self.reader)?;
        Ok(&begin.rest()[..self.reader.position() - begin.position()])
    }
}

/// Behind the end mark stands the self-description, an empty one, or nothing.
fn check_end(reader: &mut Reader<'_>, located: Option<Located<'_>>) -> Result<(), Error> {
    if let Some(located) = located {
        if reader.position() == located.offset {
            return Ok(());
        }
        let message = format!(
            "expected the self-description that begins at offset {:#x} right behind the end mark, found other bytes",
            located.offset
        );
        return Err(reader.error(ErrorKind::Description, message));
    }
    match reader.rest() {
        [] | [DESCRIPTION, 0, 0, 0, 0] => Ok(()),
        rest => {
            let message = format!(
                "expected a self-description or the end of the input, found {} behind it",
                many_bytes(rest.len())
            );
            Err(reader.error(ErrorKind::TrailingData, message))
        }
    }
}
