//! The bytes that frame a migration stream.
//!
//! All integers of a stream are big-endian; nothing is aligned or padded. A *counted string* is a `u8` length and
//! that many bytes, without a terminator.

/// The first four bytes of every stream, `QEVM`.
pub(crate) const MAGIC: u32 = 0x5145_564d;

/// The only version of the file format in use. It follows the magic number as a `u32`.
pub(crate) const FILE_VERSION: u32 = 3;

/// Ends the records. Only the self-description may follow.
pub(crate) const END_MARK: u8 = 0x00;

/// The first record of an iterated section, with the same head as [`FULL`].
pub(crate) const START: u8 = 0x01;

/// A further record of an iterated section: only the section id stands before the payload.
pub(crate) const PART: u8 = 0x02;

/// The last record of an iterated section, with the same head as [`PART`].
pub(crate) const END: u8 = 0x03;

/// The whole state of a device: section id (`u32`), name (counted string), instance id (`u32`), version (`u32`),
/// payload.
pub(crate) const FULL: u8 = 0x04;

/// A subsection, only within device data: name (counted string), version (`u32`), its own bytes.
pub(crate) const SUBSECTION: u8 = 0x05;

/// The self-description, only after the end mark: length (`u32`), JSON text.
pub(crate) const DESCRIPTION: u8 = 0x06;

/// The configuration, only directly after the header: length (`u32`) and bytes of the machine's name, subsections.
pub(crate) const CONFIGURATION: u8 = 0x07;

/// A command of the sender: code (`u16`), length (`u16`), that many bytes.
pub(crate) const COMMAND: u8 = 0x08;

/// The footer behind each payload; the section id (`u32`) follows.
pub(crate) const FOOTER: u8 = 0x7e;

/// The lengths that the receiver accepts for a command's data, `None` for a command that does not exist.
pub(crate) fn command_lengths(code: u16) -> Option<CommandLengths> {
    Some(match code {
        // open return path, postcopy listen, postcopy run, enable COLO, postcopy resume, switchover start
        1 | 4 | 5 | 8 | 9 | 11 => CommandLengths::OneOf(&[0]),
        // ping: a number to send back; packaged: the length of a nested run of records
        2 | PACKAGED => CommandLengths::OneOf(&[4]),
        // postcopy advise: nothing, or two page sizes
        3 => CommandLengths::OneOf(&[0, 16]),
        // postcopy discard, received bitmap request
        6 | 10 => CommandLengths::Any,
        _ => return None,
    })
}

/// The command whose data is the length of a nested run of records, which follows the command.
pub(crate) const PACKAGED: u16 = 7;

/// What [`command_lengths`] knows about a command's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CommandLengths {
    /// One of these numbers of bytes.
    OneOf(&'static [u16]),
    /// Any number of bytes.
    Any,
}

/// The bytes of a subsection in front of its own: marker, counted name, version.
pub(crate) const fn subsection_head_size(name: &str) -> usize {
    1 + 1 + name.len() + 4
}
