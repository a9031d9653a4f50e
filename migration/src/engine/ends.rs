//! Where descriptions end in what is written, as a reader looks there for their subsections.

use super::shape::{subsection_name, SUBSECTION};
use crate::error::{Error, ErrorKind};

/// Where a description ended, with a byte behind it that could begin a subsection.
#[derive(Clone, Copy, Debug)]
struct End {
    offset: usize,
    name: &'static [u8],
}

impl End {
    /// Marker, length, and the longest name of a subsection: what a reader looks at behind a description.
    const LOOKED_AT: usize = 2 + 255;

    /// Whether bytes that are not written yet could look like a subsection together with those that are.
    fn is_open(&self, output: &[u8]) -> bool {
        output.len() < self.offset + Self::LOOKED_AT
    }

    /// Looks whether a reader would take the bytes behind the description for one of its subsections.
    fn check(&self, output: &[u8]) -> Result<(), Error> {
        let Self { offset, name } = self;
        match output.get(*offset..).and_then(|rest| subsection_name(rest, name)) {
            None => Ok(()),
            Some(_) => Err(Error::new(
                ErrorKind::Ambiguous,
                format!(
                    "the bytes at {offset:#x}, behind `{}`, look like a subsection of it, and would be read as one",
                    String::from_utf8_lossy(name)
                ),
            )),
        }
    }
}

/// As many descriptions end at one place without a need of memory.
const AT_ONE_PLACE: usize = 4;

/// All ends of descriptions of which it is not known that no subsection follows.
#[derive(Debug, Default)]
pub(crate) struct DescriptionEnds {
    /// Those at the end of what was written when they were noted, which is most often the answer with the next byte.
    last: usize,
    names: [&'static [u8]; AT_ONE_PLACE],
    count: usize,
    /// Those before a byte that begins subsections.
    doubtful: Vec<End>,
}

impl DescriptionEnds {
    /// Notes that a description ended at `offset`.
    pub(super) fn note(&mut self, offset: usize, name: &'static [u8], output: &[u8]) {
        match output.get(offset) {
            Some(&SUBSECTION) => {
                if self.last == offset {
                    self.settle(output);
                }
                self.doubt(offset, name, output);
            }
            Some(_) => {}
            None => {
                if self.last != offset || self.count == AT_ONE_PLACE {
                    self.settle(output);
                    self.last = offset;
                }
                self.names[self.count] = name;
                self.count += 1;
            }
        }
    }

    #[cold]
    fn doubt(&mut self, offset: usize, name: &'static [u8], output: &[u8]) {
        let is_there = match output.get(offset..) {
            Some([_, length, rest @ ..]) => rest.len() >= usize::from(*length),
            _ => false,
        };
        let end = End { offset, name };
        if !is_there || end.check(output).is_err() {
            self.doubtful.push(end);
        }
    }

    /// Looks at what follows those that ended last.
    fn settle(&mut self, output: &[u8]) {
        let count = core::mem::take(&mut self.count);
        if output.get(self.last).is_none_or(|byte| *byte == SUBSECTION) {
            for index in 0..count {
                self.doubt(self.last, self.names[index], output);
            }
        }
    }

    /// Forgets what ended behind `begin`, which is written once more.
    pub(super) fn forget_behind(&mut self, begin: usize) {
        if self.last > begin {
            self.count = 0;
        }
        self.doubtful.retain(|end| end.offset <= begin);
    }

    /// Looks at all of them. What is written later can change the answer, unless they [are settled](Self::are_settled).
    pub(crate) fn check(&mut self, output: &[u8]) -> Result<(), Error> {
        if output.len() > self.last {
            self.settle(output);
        }
        // A program notes them by description, and the first one is the one to name.
        self.doubtful.sort_by_key(|end| end.offset);
        self.doubtful.iter().try_for_each(|end| end.check(output))?;
        self.doubtful.retain(|end| end.is_open(output));
        Ok(())
    }

    /// Whether nothing that is written later counts.
    pub(crate) fn are_settled(&self) -> bool {
        self.count == 0 && self.doubtful.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A subsection of `lamp`, as a reader sees it.
    const CLAIM: &[u8] = b"\x05\x06lamp/x";

    fn noted(offset: usize, output: &[u8]) -> DescriptionEnds {
        let mut ends = DescriptionEnds::default();
        ends.note(offset, b"lamp", output);
        ends
    }

    fn is_claimed(mut ends: DescriptionEnds, output: &[u8]) -> bool {
        ends.check(output).is_err()
    }

    #[test]
    fn what_is_written_once_more_ends_where_it_does_then() {
        let rewritten = [&[0; 3], CLAIM].concat();
        for (begin, is_kept) in [(2, false), (3, true), (4, true)] {
            // At the end of what is written, and before a byte that says nothing yet.
            for output in [&rewritten[..3], &rewritten[..4]] {
                let mut ends = noted(3, output);
                ends.forget_behind(begin);
                assert_eq!(is_claimed(ends, &rewritten), is_kept, "{begin} {output:?}");
            }
        }
    }

    #[test]
    fn any_number_may_end_at_one_place() {
        const NAMES: [&[u8]; 7] = [b"a", b"b", b"lamp", b"c", b"d", b"e", b"f"];
        let output = [&[0; 3], CLAIM].concat();
        for first in 0..NAMES.len() {
            let mut ends = DescriptionEnds::default();
            for index in 0..NAMES.len() {
                ends.note(3, NAMES[(first + index) % NAMES.len()], &output[..3]);
            }
            assert!(is_claimed(ends, &output), "{first}");
        }
    }

    #[test]
    fn an_earlier_end_is_not_lost_to_a_later_one() {
        let output = [CLAIM, CLAIM].concat();
        let mut ends = noted(0, &[]);
        ends.note(CLAIM.len(), b"other", CLAIM);
        assert!(is_claimed(ends, &output));
    }

    /// A name of 255 bytes may still be in the making when 256 bytes are there.
    #[test]
    fn an_end_is_settled_when_the_longest_name_is_there() {
        let name = [b"lamp/", &[b'x'; 250][..]].concat();
        let output = [&[5, 255], &name[..]].concat();
        for length in [1, 2, 256, 257] {
            let mut ends = noted(0, &output[..length]);
            let refused = ends.check(&output[..length]).is_err();
            assert_eq!(refused, length == 257, "{length}");
            assert!(refused || !ends.are_settled(), "{length}");
        }
        let mut ends = noted(0, &[4]);
        ends.check(&[4]).unwrap();
        assert!(ends.are_settled());
    }
}
