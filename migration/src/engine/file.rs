//! What `QEMUFile` is here: bytes to read or to write, and what the walk over them needs to remember.

use super::{
    ends::DescriptionEnds,
    journal::{Journal, Noted},
    tree::TreeBuilder,
};
use crate::{
    bindings::QEMUFile,
    error::{many_bytes, Error, ErrorKind},
};

/// Descriptions inside descriptions, at most. QEMU's deepest has seven; only a table that contains itself reaches this.
const MAX_DEPTH: usize = 64;

#[derive(Debug)]
enum Channel<'a> {
    Read { input: &'a [u8], position: usize },
    Write { output: Vec<u8> },
}

/// A device's bytes, being read or written.
#[derive(Debug)]
pub struct File<'a> {
    channel: Channel<'a>,
    /// The first fault that a function without a result of its own ran into.
    error: Option<Error>,
    depth: usize,
    /// What a load has overwritten in place; `None` where it works on a scratch value.
    pub(super) journal: Option<Journal>,
    /// What loads of the same device have noted before this one.
    pub(crate) noted: Noted,
    /// Whether a save reads the device itself, cells included, and no scratch value.
    pub(super) reads_cells: bool,
    pub(super) tree: Option<TreeBuilder>,
    ends: DescriptionEnds,
}

impl<'a> File<'a> {
    /// Reads a device's bytes from `position` on.
    pub(crate) fn reading(input: &'a [u8], position: usize) -> Self {
        Self::new(Channel::Read { input, position: position.min(input.len()) })
    }

    /// Writes a device's bytes behind those that are there.
    pub(crate) fn writing(output: Vec<u8>) -> Self {
        Self::new(Channel::Write { output })
    }

    fn new(channel: Channel<'a>) -> Self {
        Self {
            channel,
            error: None,
            depth: 0,
            journal: None,
            noted: Noted::default(),
            reads_cells: false,
            tree: None,
            ends: DescriptionEnds::default(),
        }
    }

    /// Builds a tree of what is read.
    pub(crate) fn with_tree(mut self) -> Self {
        self.tree = Some(TreeBuilder::default());
        self
    }

    /// Where the next byte is read or written.
    pub(crate) fn offset(&self) -> usize {
        match &self.channel {
            Channel::Read { position, .. } => *position,
            Channel::Write { output } => output.len(),
        }
    }

    /// What has been written.
    pub(crate) fn into_output(self) -> Vec<u8> {
        match self.channel {
            Channel::Read { .. } => Vec::new(),
            Channel::Write { output } => output,
        }
    }

    /// What is left to read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        match &self.channel {
            Channel::Read { input, position } => input.get(*position..).unwrap_or_default(),
            Channel::Write { .. } => &[],
        }
    }

    /// What is there to be read, from its begin on.
    pub(super) fn input(&self) -> &'a [u8] {
        match &self.channel {
            Channel::Read { input, .. } => input,
            Channel::Write { .. } => &[],
        }
    }

    /// Goes on behind what was read another way.
    pub(super) fn skip_to(&mut self, end: usize) {
        if let Channel::Read { input, position } = &mut self.channel {
            *position = end.min(input.len());
        }
    }

    /// Where to write another way.
    pub(super) fn output(&mut self) -> Option<(&mut Vec<u8>, &mut DescriptionEnds)> {
        match &mut self.channel {
            Channel::Read { .. } => None,
            Channel::Write { output } => Some((output, &mut self.ends)),
        }
    }

    /// Forgets what was written since.
    pub(super) fn take_back_to(&mut self, begin: usize) {
        if let Channel::Write { output } = &mut self.channel {
            output.truncate(begin);
            self.ends.forget_behind(begin);
        }
    }

    /// Reads the same input once more, from `position` on.
    pub(super) fn again_from(&self, position: usize) -> Option<Self> {
        match &self.channel {
            Channel::Read { input, .. } => Some(Self::reading(input, position)),
            Channel::Write { .. } => None,
        }
    }

    /// The bytes read since `offset`.
    pub(super) fn since(&self, offset: usize) -> &'a [u8] {
        match &self.channel {
            Channel::Read { input, position } => input.get(offset..*position).unwrap_or_default(),
            Channel::Write { .. } => &[],
        }
    }

    /// Looks whether everything was read.
    pub(super) fn check_end(&self) -> Result<(), Error> {
        match self.rest().len() {
            0 => Ok(()),
            more => {
                let message = format!("expected the end of the state, found {} more", many_bytes(more));
                Err(Error::new(ErrorKind::TrailingData, message).at_offset(self.offset()))
            }
        }
    }

    /// Reads just so many bytes.
    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let rest = self.rest();
        let offset = self.offset();
        match &mut self.channel {
            Channel::Read { position, .. } => {
                let bytes = rest.get(..length).ok_or_else(|| {
                    Error::new(ErrorKind::Truncated, format!("expected {}, found {}", many_bytes(length), rest.len()))
                        .at_offset(offset)
                })?;
                *position += length;
                Ok(bytes)
            }
            Channel::Write { .. } => {
                Err(Error::new(ErrorKind::Unsupported, "a state that is being saved cannot be read"))
            }
        }
    }

    /// Reads a value of a fixed size.
    pub(crate) fn take_array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// Writes bytes; nothing while reading.
    pub(crate) fn put(&mut self, bytes: &[u8]) {
        match &mut self.channel {
            Channel::Read { .. } => {
                self.fail(Error::new(ErrorKind::Unsupported, "a state that is being loaded cannot be written"));
            }
            Channel::Write { output } => output.extend_from_slice(bytes),
        }
    }

    /// Remembers the first fault.
    pub(super) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.error.is_some()
    }

    pub(super) fn take_error(&mut self) -> Option<Error> {
        self.error.take()
    }

    /// Whether descriptions may be nested so many levels deeper.
    pub(super) fn can_enter(&self, levels: usize) -> bool {
        self.depth + levels <= MAX_DEPTH
    }

    /// Goes into a description.
    pub(super) fn enter(&mut self) -> Result<(), Error> {
        if self.depth == MAX_DEPTH {
            return Err(Error::new(
                ErrorKind::Unsupported,
                format!("descriptions are nested in each other more than {MAX_DEPTH} levels deep"),
            ));
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// The same file as C code sees it.
    pub(super) fn as_c(&mut self) -> *mut QEMUFile {
        core::ptr::from_mut(self).cast()
    }

    /// The file that C code sees.
    ///
    /// # Safety
    ///
    /// `file` came from [`as_c`](Self::as_c) of a file that is still there and that nobody else uses for `'f`.
    pub(super) unsafe fn from_c<'f>(file: *mut QEMUFile) -> &'f mut File<'static> {
        // SAFETY: promised by the caller. The lifetime of the input is made up; the functions that get a file this way copy
        // bytes out of it and keep nothing.
        unsafe { &mut *file.cast::<File<'static>>() }
    }

    /// Notes that a description of this name ends here in the output.
    pub(super) fn note_end(&mut self, name: &'static [u8]) {
        if let Channel::Write { output } = &self.channel {
            self.ends.note(output.len(), name, output);
        }
    }

    /// Looks whether a reader would take bytes behind a description for one of its subsections. What is written later can change
    /// the answer.
    pub(crate) fn check_unambiguous(&mut self) -> Result<DescriptionEnds, Error> {
        let mut ends = core::mem::take(&mut self.ends);
        if let Channel::Write { output } = &self.channel {
            ends.check(output)?;
        }
        Ok(ends)
    }
}
