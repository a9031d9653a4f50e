//! The configuration section: what machine the stream is of.

use super::format::{CONFIGURATION, SUBSECTION};
use super::reader::{text, Reader};
use super::record::write_counted;
use crate::error::{Error, ErrorKind};

const NAME: &[u8] = b"configuration";
const PAGE_BITS: &str = "configuration/target-page-bits";
const CAPABILITIES: &str = "configuration/capabilities";
const UUID: &str = "configuration/uuid";
// The same for all three.
const SUBSECTION_VERSION: u8 = 1;

/// What a stream says of the machine that it is of.
///
/// ```
/// use migration::stream::Configuration;
///
/// let local = Configuration { machine: "virt-10.0".to_owned(), target_page_bits: Some(12), ..Default::default() };
/// let received = Configuration { target_page_bits: Some(16), ..local.clone() };
/// let error = received.check_against(&local).unwrap_err();
/// assert_eq!(error.message(), "expected a machine with 12 target page bits, found 16");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    /// The machine type's name with its version, as in `virt-10.0`.
    pub machine: String,
    /// The binary logarithm of the guest's page size, present where that is not the smallest of its architecture.
    pub target_page_bits: Option<u32>,
    /// The names of the migration capabilities that change the stream's form: `x-ignore-shared`, `mapped-ram`.
    pub capabilities: Vec<String>,
    /// The machine's UUID, present if the sender wants it compared.
    pub uuid: Option<[u8; 16]>,
}

impl Configuration {
    /// Appends the section, its type byte included.
    ///
    /// # Errors
    ///
    /// When a name is too long for its length field: 255 bytes for a capability, 4 GiB for the machine.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        let begin = |out: &mut Vec<u8>, name: &str| {
            out.push(SUBSECTION);
            write_counted(out, name)?;
            out.extend_from_slice(&u32::from(SUBSECTION_VERSION).to_be_bytes());
            Ok::<(), Error>(())
        };
        out.push(CONFIGURATION);
        out.extend_from_slice(&count(self.machine.len(), "bytes of the machine's name")?);
        out.extend_from_slice(self.machine.as_bytes());
        if let Some(bits) = self.target_page_bits {
            begin(out, PAGE_BITS)?;
            out.extend_from_slice(&bits.to_be_bytes());
        }
        if !self.capabilities.is_empty() {
            begin(out, CAPABILITIES)?;
            out.extend_from_slice(&count(self.capabilities.len(), "capabilities")?);
            for capability in &self.capabilities {
                write_counted(out, capability)?;
            }
        }
        if let Some(uuid) = self.uuid {
            begin(out, UUID)?;
            out.extend_from_slice(&uuid);
        }
        Ok(())
    }

    /// Reads what [`write`](Self::write) writes, subsections in any order.
    ///
    /// Nothing is read where no configuration stands: machine types older than QEMU 2.5 write none.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Error> {
        if reader.peek() != Some(CONFIGURATION) {
            return Ok(None);
        }
        reader.u8("the configuration")?;
        let length = reader.u32("the length of the machine's name")?;
        let offset = reader.position();
        let machine = reader.take(length as usize, "the machine's name")?;
        let machine = text(machine, offset, "the machine's name")?.to_owned();
        let mut configuration = Self { machine, ..Self::default() };
        while next_is_subsection(reader) {
            configuration.read_subsection(reader).map_err(|error| error.below("configuration"))?;
        }
        Ok(Some(configuration))
    }

    fn read_subsection(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let begin = reader.clone();
        reader.u8("the subsection's marker")?;
        let name = reader.counted_text("the subsection's name")?;
        if ![PAGE_BITS, CAPABILITIES, UUID].contains(&name) {
            let message =
                format!("expected one of the subsections {PAGE_BITS}, {CAPABILITIES}, {UUID}, found {name:?}");
            return Err(begin.error(ErrorKind::UnknownSubsection, message));
        }
        let begin = reader.clone();
        let version = reader.u32("the subsection's version")?;
        // The format has 32 bits for it, but QEMU looks at the low eight.
        if version as u8 != SUBSECTION_VERSION {
            let message = format!("expected version {SUBSECTION_VERSION} of {name}, found {version}");
            return Err(begin.error(ErrorKind::Version, message));
        }
        match name {
            PAGE_BITS => self.target_page_bits = Some(reader.u32("the target page bits")?),
            UUID => self.uuid = Some(reader.uuid("the UUID")?),
            _ => {
                let count = reader.u32("the number of capabilities")?;
                // A name takes at least its length byte, so a wrong count ends with the input.
                self.capabilities = (0..count)
                    .map(|_| reader.counted_text("a capability").map(str::to_owned))
                    .collect::<Result<_, _>>()?;
            }
        }
        Ok(())
    }

    /// Checks a received configuration against that of the machine here, by the rules of QEMU's receiver.
    ///
    /// - The machine's name is compared over the received length: the begin of the local name fits, an empty name fits
    ///   every machine.
    /// - The target page bits are both absent, or equal.
    /// - The capabilities are the same, in any order.
    /// - Two UUIDs are equal; one that only one side has is not compared.
    ///
    /// # Errors
    ///
    /// If one of them does not hold; the path leads to it, as in `configuration.uuid`.
    pub fn check_against(&self, local: &Self) -> Result<(), Error> {
        let differs = |what: &str, message: String| {
            Err(Error::new(ErrorKind::Configuration, message).below(what).below("configuration"))
        };
        if !local.machine.as_bytes().starts_with(self.machine.as_bytes()) {
            return differs("machine", format!("expected machine type {:?}, found {:?}", local.machine, self.machine));
        }
        if self.target_page_bits != local.target_page_bits {
            let say = |bits: Option<u32>| bits.map_or("unstated".to_owned(), |bits| bits.to_string());
            let (expected, found) = (say(local.target_page_bits), say(self.target_page_bits));
            return differs(
                "target_page_bits",
                format!("expected a machine with {expected} target page bits, found {found}"),
            );
        }
        if let Some(missing) = local.capabilities.iter().find(|name| !self.capabilities.contains(name)) {
            return differs(
                "capabilities",
                format!("expected a stream with capability {missing:?}, found one without it"),
            );
        }
        if let Some(surplus) = self.capabilities.iter().find(|name| !local.capabilities.contains(name)) {
            return differs(
                "capabilities",
                format!("expected a stream without capability {surplus:?}, found one with it"),
            );
        }
        match (self.uuid, local.uuid) {
            (Some(found), Some(expected)) if found != expected => {
                differs("uuid", format!("expected UUID {}, found {}", hex(expected), hex(found)))
            }
            _ => Ok(()),
        }
    }

    /// Whether the sender had this capability on.
    pub(crate) fn has_capability(&self, name: &str) -> bool {
        self.capabilities.iter().any(|capability| capability == name)
    }
}

/// QEMU's look-ahead: whether the next bytes can be a subsection of the configuration.
fn next_is_subsection(reader: &Reader<'_>) -> bool {
    match reader.rest() {
        [SUBSECTION, length, rest @ ..] => {
            let length = usize::from(*length);
            length > NAME.len() && rest.len() >= length && rest.starts_with(NAME)
        }
        _ => false,
    }
}

fn count(count: usize, of_what: &str) -> Result<[u8; 4], Error> {
    u32::try_from(count)
        .map(u32::to_be_bytes)
        .map_err(|_| Error::new(ErrorKind::Invalid, format!("expected less than 4 billion {of_what}, found {count}")))
}

/// A UUID in its usual form.
fn hex(uuid: [u8; 16]) -> String {
    let digits = format!("{:032x}", u128::from_be_bytes(uuid));
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}
