//! The memory of a random object, and what is in it.

use core::ffi::c_void;

use super::{
    choices::Random,
    object::{Object, HEAD, POINTERS},
};

/// Bytes behind each pointer.
pub const BEHIND: usize = 256;
const OBJECT: usize = size_of::<Object>();

/// Which memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    Object,
    Behind(usize),
}

/// Bytes that a field has.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub region: Region,
    pub begin: usize,
    pub length: usize,
    pub is_bool: bool,
}

/// What is in an object, and behind its pointers, which are zero here.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    bytes: Vec<u8>,
    nulls: usize,
}

impl core::fmt::Debug for Image {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (index, bytes) in self.bytes.chunks(32).enumerate() {
            write!(f, "\n{:#x}:", index * 32)?;
            bytes.iter().try_for_each(|byte| write!(f, " {byte:02x}"))?;
        }
        Ok(())
    }
}

impl Image {
    /// Whatever is valid for fields with these bytes. `bytes` are those that occur, or none for all.
    pub fn random(random: &mut Random, bytes: &[u8], nulls: usize, spans: &[Span]) -> Self {
        let mut image = Self { bytes: vec![0; OBJECT + POINTERS * BEHIND], nulls };
        random.fill(&mut image.bytes);
        if !bytes.is_empty() {
            image.bytes[HEAD..].fill_with(|| random.one_of(bytes));
        }
        // Counts that are good, most of them.
        image.bytes[..HEAD].fill(0);
        for (offset, width) in [(0, 1), (1, 1), (2, 2), (4, 4), (8, 4), (12, 4)] {
            let count = random.one_of(&[0_i32, 1, 1, 1, 1, 2, 2, 2, 3, 3, 8, 9, -1]);
            image.bytes[offset..offset + width].copy_from_slice(&count.to_le_bytes()[..width]);
        }
        image.normalise(spans);
        image
    }

    /// Makes each bool one.
    fn normalise(&mut self, spans: &[Span]) {
        for span in spans.iter().filter(|span| span.is_bool) {
            let begin = start(span);
            self.bytes[begin..begin + span.length].iter_mut().for_each(|byte| *byte &= 1);
        }
        let pointers = core::mem::offset_of!(Object, pointers);
        self.bytes[pointers..pointers + size_of::<[usize; POINTERS]>()].fill(0);
    }

    /// The same with other bytes where no field is.
    pub fn padded_otherwise(&self, spans: &[Span]) -> Self {
        let covered = covered(spans);
        let bytes = self.bytes.iter().zip(covered).map(|(byte, covered)| if covered { *byte } else { !byte });
        let mut image = Self { bytes: bytes.collect(), nulls: self.nulls };
        image.normalise(&[]);
        image
    }

    /// Whether bytes differ where no field is.
    pub fn differs_in_padding(&self, other: &Self, spans: &[Span]) -> bool {
        let bytes = self.bytes.iter().zip(&other.bytes);
        bytes.zip(covered(spans)).any(|((one, other), covered)| one != other && !covered)
    }
}

fn start(span: &Span) -> usize {
    match span.region {
        Region::Object => span.begin,
        Region::Behind(index) => OBJECT + index * BEHIND + span.begin,
    }
}

fn covered(spans: &[Span]) -> Vec<bool> {
    let mut covered = vec![false; OBJECT + POINTERS * BEHIND];
    // What hooks and tests look at.
    covered[..HEAD].fill(true);
    for span in spans {
        covered[start(span)..start(span) + span.length].fill(true);
    }
    covered
}

/// An object in memory.
pub struct Live {
    /// Words, so that all is aligned.
    words: Vec<u64>,
    nulls: usize,
}

impl Live {
    pub fn new(image: &Image) -> Self {
        let words = image.bytes.chunks_exact(8).map(|word| u64::from_ne_bytes(word.try_into().unwrap())).collect();
        let mut live = Self { words, nulls: image.nulls };
        let begin = live.words.as_mut_ptr();
        for index in 0..POINTERS {
            let behind = begin.wrapping_byte_add(OBJECT + index * BEHIND);
            let pointer = if image.nulls & 1 << index == 0 { behind } else { core::ptr::null_mut() };
            let place = begin.wrapping_byte_add(core::mem::offset_of!(Object, pointers)).cast::<*mut u64>();
            // SAFETY: there is room for so many pointers.
            unsafe { place.wrapping_add(index).write(pointer) };
        }
        live
    }

    pub fn object(&mut self) -> *mut c_void {
        self.words.as_mut_ptr().cast()
    }

    pub fn image(&self) -> Image {
        let bytes = self.words.iter().flat_map(|word| word.to_ne_bytes()).collect();
        let mut image = Image { bytes, nulls: self.nulls };
        image.normalise(&[]);
        image
    }
}
