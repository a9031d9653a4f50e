//! A cursor over the input that knows its place.

use crate::error::{many_bytes, Error, ErrorKind};

/// Reads big-endian values from the front of the input, never beyond its end.
///
/// Every error carries the offset at which the value begins. A failed read leaves the position alone.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    // Never beyond the end of `bytes`.
    position: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// The offset of the next byte from the begin of the input.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// The whole input, whatever has been read.
    pub(crate) fn input(&self) -> &'a [u8] {
        self.bytes
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.position..]
    }

    /// The next byte, left in place; `None` at the end.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    /// Takes `length` bytes; `what` says in the error what they would have been.
    pub(crate) fn take(&mut self, length: usize, what: &str) -> Result<&'a [u8], Error> {
        let rest = self.rest();
        match rest.get(..length) {
            Some(taken) => {
                self.position += length;
                Ok(taken)
            }
            None => Err(self.truncated(length, what)),
        }
    }

    fn truncated(&self, length: usize, what: &str) -> Error {
        let found = self.rest().len();
        self.error(ErrorKind::Truncated, format!("expected {} of {what}, found {found}", many_bytes(length)))
    }

    fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], Error> {
        match self.rest().first_chunk() {
            Some(chunk) => {
                self.position += N;
                Ok(*chunk)
            }
            None => Err(self.truncated(N, what)),
        }
    }

    pub(crate) fn u8(&mut self, what: &str) -> Result<u8, Error> {
        self.array(what).map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self, what: &str) -> Result<u16, Error> {
        self.array(what).map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self, what: &str) -> Result<u32, Error> {
        self.array(what).map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self, what: &str) -> Result<u64, Error> {
        self.array(what).map(u64::from_be_bytes)
    }

    /// Sixteen raw bytes.
    pub(crate) fn uuid(&mut self, what: &str) -> Result<[u8; 16], Error> {
        self.array(what)
    }

    /// Takes a counted string, whatever its bytes.
    pub(crate) fn counted(&mut self, what: &str) -> Result<&'a [u8], Error> {
        let begin = self.position;
        let length = self.u8(what)?;
        self.take(usize::from(length), what).inspect_err(|_| self.position = begin)
    }

    /// Takes a counted string that must be UTF-8.
    pub(crate) fn counted_text(&mut self, what: &str) -> Result<&'a str, Error> {
        let begin = self.position;
        let bytes = self.counted(what)?;
        text(bytes, begin + 1, what).inspect_err(|_| self.position = begin)
    }

    /// Goes to an offset from the begin of the input, forward only.
    pub(crate) fn skip_to(&mut self, offset: usize, what: &str) -> Result<(), Error> {
        if (self.position..=self.bytes.len()).contains(&offset) {
            self.position = offset;
            return Ok(());
        }
        let (position, end) = (self.position, self.bytes.len());
        let message = format!("expected {what} to end between offsets {position:#x} and {end:#x}, found {offset:#x}");
        Err(self.error(ErrorKind::Truncated, message))
    }

    /// An error at the current position.
    pub(crate) fn error(&self, kind: ErrorKind, message: impl Into<String>) -> Error {
        Error::new(kind, message).at_offset(self.position)
    }
}

/// The bytes at `offset` as text.
pub(crate) fn text<'a>(bytes: &'a [u8], offset: usize, what: &str) -> Result<&'a str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
        let wrong = error.valid_up_to();
        Error::new(ErrorKind::Invalid, format!("expected {what} in UTF-8, found byte {:#04x}", bytes[wrong]))
            .at_offset(offset + wrong)
    })
}
