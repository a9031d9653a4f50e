//! The payload of the `ram` section, which no self-description lists: it is walked, not kept.

use super::configuration::Configuration;
use super::format::FOOTER;
use super::reader::Reader;
use crate::error::{Error, ErrorKind};

/// The section's name.
pub(crate) const NAME: &str = "ram";

/// The section's only version.
pub(crate) const VERSION: u32 = 4;

// Each item begins with a `u64`: these flags in the bits below the page size, an address above.
const ZERO: u64 = 0x02;
const BLOCK_LIST: u64 = 0x04;
const PAGE: u64 = 0x08;
const END_OF_CHUNK: u64 = 0x10;
/// The block of the item before: stands beside another flag, in place of the block's name.
const SAME_BLOCK: u64 = 0x20;
const XBZRLE: u64 = 0x40;
const MULTIFD_FLUSH: u64 = 0x200;

const XBZRLE_ENCODING: u8 = 1;
const MAPPED_VERSION: u32 = 1;

/// Walks the chunks of a `ram` section, one call a record, from the first to the last.
#[derive(Clone, Debug)]
pub(crate) struct RamWalk {
    page_size: u64,
    /// Each block of the list has its guest address with it.
    has_addresses: bool,
    /// Each block of the list has its pages with it.
    is_mapped: bool,
    /// A page has named its block, here or in an earlier chunk.
    block_is_known: bool,
}

impl RamWalk {
    /// A walk over pages of `page_size` bytes, which is a power of two above the flags.
    pub(crate) fn new(page_size: u64, configuration: Option<&Configuration>) -> Result<Self, String> {
        if !page_size.is_power_of_two() || !(MULTIFD_FLUSH << 1..=1 << 30).contains(&page_size) {
            return Err(format!("expected a page size that is a power of two from 1024 to 2^30, found {page_size}"));
        }
        let has = |name| configuration.is_some_and(|configuration| configuration.has_capability(name));
        let (has_addresses, is_mapped) = (has("x-ignore-shared"), has("mapped-ram"));
        Ok(Self { page_size, has_addresses, is_mapped, block_is_known: false })
    }

    /// Goes from the begin of a chunk to its footer.
    pub(crate) fn skip_chunk(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        loop {
            let begin = reader.clone();
            let word = reader.u64("a RAM item")?;
            let flags = word & (self.page_size - 1);
            let is_same_block = flags & SAME_BLOCK != 0;
            match flags & !SAME_BLOCK {
                END_OF_CHUNK => return Ok(()),
                MULTIFD_FLUSH => {}
                BLOCK_LIST => self.skip_block_list(reader, word & !(self.page_size - 1))?,
                ZERO => {
                    self.skip_block_name(reader, is_same_block)?;
                    let place = reader.clone();
                    let fill = reader.u8("a zero page")?;
                    if fill != 0 {
                        let message = format!("expected 0 as the content of a zero page, found {fill:#04x}");
                        return Err(place.error(ErrorKind::Invalid, message));
                    }
                }
                PAGE => {
                    self.skip_block_name(reader, is_same_block)?;
                    reader.take(self.page_size as usize, "a RAM page")?;
                }
                XBZRLE => {
                    self.skip_block_name(reader, is_same_block)?;
                    self.skip_xbzrle(reader)?;
                }
                _ => {
                    let hint = if word.to_be_bytes()[0] == FOOTER { " (is this the section's footer?)" } else { "" };
                    let message = format!(
                        "expected one of the RAM flags 0x2, 0x4, 0x8, 0x10, 0x40, 0x200, found {flags:#x}{hint}"
                    );
                    return Err(begin.error(ErrorKind::Invalid, message));
                }
            }
        }
    }

    fn skip_block_name(&mut self, reader: &mut Reader<'_>, is_same_block: bool) -> Result<(), Error> {
        if !is_same_block {
            reader.counted("a RAM block's name")?;
            self.block_is_known = true;
        } else if !self.block_is_known {
            let message = "expected the first page to name its block, found the mark for the block before";
            return Err(reader.error(ErrorKind::Invalid, message));
        }
        Ok(())
    }

    fn skip_xbzrle(&self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let place = reader.clone();
        let encoding = reader.u8("a page's encoding")?;
        if encoding != XBZRLE_ENCODING {
            let message = format!("expected encoding {XBZRLE_ENCODING} of a page, found {encoding}");
            return Err(place.error(ErrorKind::Invalid, message));
        }
        let place = reader.clone();
        let length = reader.u16("the length of an encoded page")?;
        if u64::from(length) > self.page_size {
            let message = format!("expected an encoded page of at most {} bytes, found {length}", self.page_size);
            return Err(place.error(ErrorKind::Invalid, message));
        }
        reader.take(usize::from(length), "an encoded page").map(|_| ())
    }

    /// The list ends when the lengths have used up their sum.
    ///
    /// With the capability `postcopy-ram`, blocks of an unusual page size have that size in the list, which nothing
    /// in the stream says. Such lists end in an error.
    fn skip_block_list(&self, reader: &mut Reader<'_>, sum: u64) -> Result<(), Error> {
        let mut missing = sum;
        while missing > 0 {
            reader.counted("a RAM block's name")?;
            let place = reader.clone();
            let length = reader.u64("a RAM block's length")?;
            missing = missing.checked_sub(length).ok_or_else(|| {
                let message = format!("expected a RAM block of at most {missing} bytes, found {length}");
                place.error(ErrorKind::Invalid, message)
            })?;
            if self.has_addresses {
                reader.u64("a RAM block's address")?;
            }
            if self.is_mapped {
                self.skip_mapped_pages(reader, length)?;
            }
        }
        Ok(())
    }

    /// The pages stand at their own place in the file, and the stream goes on behind them.
    fn skip_mapped_pages(&self, reader: &mut Reader<'_>, length: u64) -> Result<(), Error> {
        let place = reader.clone();
        let version = reader.u32("a RAM block's header")?;
        let page_size = reader.u64("a RAM block's page size")?;
        let bitmap = reader.u64("the place of a RAM block's bitmap")?;
        let pages = reader.u64("the place of a RAM block's pages")?;
        if (version, page_size) != (MAPPED_VERSION, self.page_size) {
            let expected = format!("version {MAPPED_VERSION} and page size {}", self.page_size);
            let message = format!("expected {expected} in a RAM block's header, found {version} and {page_size}");
            return Err(place.error(ErrorKind::Invalid, message));
        }
        let end_of = |begin: u64, size: u64| begin.checked_add(size).map_or(usize::MAX, to_offset);
        let bitmap_size = length.div_ceil(page_size).div_ceil(64) * 8;
        // The bitmap may stand anywhere before the end of the pages.
        let end = end_of(pages, length);
        if end_of(bitmap, bitmap_size) > end {
            let message = format!("expected a RAM block's bitmap before offset {end:#x}, found it at {bitmap:#x}");
            return Err(place.error(ErrorKind::Invalid, message));
        }
        reader.skip_to(end, "a RAM block's pages")
    }
}

/// An offset beyond what this host can address is beyond every input.
fn to_offset(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
