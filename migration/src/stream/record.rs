//! The frames around the payloads, written and read.

use super::format::{
    command_lengths, CommandLengths, DESCRIPTION, END_MARK, FILE_VERSION, FOOTER, FULL, MAGIC, PACKAGED, SUBSECTION,
};
use super::reader::Reader;
use crate::error::{many_bytes, Error, ErrorKind};

/// Writes the eight bytes that every stream begins with.
pub(crate) fn write_header(out: &mut Vec<u8>) {
    out.extend_from_slice(&MAGIC.to_be_bytes());
    out.extend_from_slice(&FILE_VERSION.to_be_bytes());
}

/// Reads what [`write_header`] writes.
pub(crate) fn read_header(reader: &mut Reader<'_>) -> Result<(), Error> {
    let begin = reader.clone();
    let magic = reader.u32("the stream's magic number")?;
    if magic != MAGIC {
        let message = format!("expected a migration stream (magic {MAGIC:08x}), found {magic:08x}");
        return Err(begin.error(ErrorKind::Header, message));
    }
    let begin = reader.clone();
    let version = reader.u32("the stream's version")?;
    if version != FILE_VERSION {
        let message = format!("expected stream version {FILE_VERSION}, found {version}");
        return Err(begin.error(ErrorKind::Header, message));
    }
    Ok(())
}

/// Writes a counted string. Longer names than 255 bytes do not exist in a stream.
pub(crate) fn write_counted(out: &mut Vec<u8>, name: &str) -> Result<(), Error> {
    let length = u8::try_from(name.len()).map_err(|_| {
        let message = format!("expected a name of at most 255 bytes, found {}", name.len());
        Error::new(ErrorKind::Invalid, message)
    })?;
    out.push(length);
    out.extend_from_slice(name.as_bytes());
    Ok(())
}

/// What stands between the type byte and the payload of a FULL or START record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SectionHead<'a> {
    /// The sender's own number for the section.
    pub(crate) id: u32,
    pub(crate) name: &'a str,
    pub(crate) instance_id: u32,
    pub(crate) version_id: u32,
}

impl<'a> SectionHead<'a> {
    /// Writes the head of a FULL record, type byte included.
    pub(crate) fn write_full(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        out.push(FULL);
        out.extend_from_slice(&self.id.to_be_bytes());
        write_counted(out, self.name)?;
        out.extend_from_slice(&self.instance_id.to_be_bytes());
        out.extend_from_slice(&self.version_id.to_be_bytes());
        Ok(())
    }

    /// Reads the head of a FULL or START record, of which the type byte is already taken.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let id = reader.u32("the section id")?;
        let begin = reader.clone();
        let name = reader.counted_text("the section's name")?;
        if name.is_empty() {
            return Err(begin.error(ErrorKind::Record, "expected the section's name, found an empty one"));
        }
        let instance_id = reader.u32("the section's instance id")?;
        let version_id = reader.u32("the section's version")?;
        Ok(Self { id, name, instance_id, version_id })
    }
}

/// What is said of a type byte that no record has at this place.
pub(crate) fn unknown_record(begin: &Reader<'_>, record: u8) -> Error {
    let message = format!("expected a record (01 to 04, 08) or the end mark (00), found byte {record:02x}");
    begin.error(ErrorKind::Record, message)
}

/// What is said of a PART or END record of a section that nothing has begun.
pub(crate) fn unknown_id(place: &Reader<'_>, id: u32) -> Error {
    let message = format!("expected the id of a section that has begun, found {id:#x}");
    place.error(ErrorKind::UnknownSection, message)
}

/// Writes the footer of the section with this id.
pub(crate) fn write_footer(out: &mut Vec<u8>, id: u32) {
    out.push(FOOTER);
    out.extend_from_slice(&id.to_be_bytes());
}

/// Reads what [`write_footer`] writes; the name is for the error.
pub(crate) fn read_footer(reader: &mut Reader<'_>, id: u32, name: &str) -> Result<(), Error> {
    let begin = reader.clone();
    let wanted = || format!("expected the footer of section {name:?} ({FOOTER:02x} {id:08x})");
    let Some(marker) = reader.peek() else {
        return Err(begin.error(ErrorKind::Truncated, format!("{}, found the end of the input", wanted())));
    };
    if marker != FOOTER {
        let subsection = subsection_name(reader).map(|name| format!(" (a subsection `{name}`?)")).unwrap_or_default();
        return Err(begin.error(ErrorKind::Footer, format!("{}, found byte {marker:02x}{subsection}", wanted())));
    }
    reader.u8("the section's footer")?;
    let found = reader.u32("the section's footer")?;
    if found != id {
        return Err(begin.error(ErrorKind::Footer, format!("{}, found {FOOTER:02x} {found:08x}", wanted())));
    }
    Ok(())
}

/// The name of what looks like a subsection that no description has claimed.
fn subsection_name<'a>(reader: &Reader<'a>) -> Option<&'a str> {
    let mut reader = reader.clone();
    let is_subsection = reader.u8("the marker").is_ok_and(|marker| marker == SUBSECTION);
    let name = reader.counted_text("the name").ok().filter(|_| is_subsection)?;
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())).then_some(name)
}

/// Reads a command, of which the type byte is already taken, and checks that its code and length exist.
///
/// A package is no more than its records, which follow: they are read like all others.
pub(crate) fn read_command(reader: &mut Reader<'_>) -> Result<(), Error> {
    let begin = reader.clone();
    let code = reader.u16("the command's code")?;
    let length = reader.u16("the command's length")?;
    match command_lengths(code) {
        None => {
            let message = format!("expected a command from 1 to 11, found {code}");
            return Err(begin.error(ErrorKind::Record, message));
        }
        Some(CommandLengths::OneOf(known)) if !known.contains(&length) => {
            let message = format!("expected {known:?} bytes of data of command {code}, found a length of {length}");
            return Err(begin.error(ErrorKind::Record, message));
        }
        Some(_) => {}
    }
    if code == PACKAGED {
        let begin = reader.clone();
        let package = reader.u32("the package's length")?;
        let found = reader.rest().len();
        if usize::try_from(package).map_or(true, |package| package > found) {
            let message = format!("expected a package of {}, found {found}", many_bytes(package));
            return Err(begin.error(ErrorKind::Truncated, message));
        }
        return Ok(());
    }
    reader.take(usize::from(length), "the command's data").map(|_| ())
}

/// Writes the mark behind the last record.
pub(crate) fn write_end_mark(out: &mut Vec<u8>) {
    out.push(END_MARK);
}

/// Writes the self-description, which stands behind the end mark.
pub(crate) fn write_description(out: &mut Vec<u8>, json: &str) -> Result<(), Error> {
    let length = u32::try_from(json.len()).map_err(|_| {
        Error::new(
            ErrorKind::Description,
            format!("expected a self-description of less than 4 GiB, found {}", json.len()),
        )
    })?;
    out.push(DESCRIPTION);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(json.as_bytes());
    Ok(())
}
