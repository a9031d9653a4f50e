//! Many bits.

use core::{
    ffi::{c_int, c_void},
    fmt,
    mem::size_of,
};

use crate::{
    bindings::{
        qemu_file_get_error, qemu_get_be64, qemu_put_be64, JSONWriter, QEMUFile, VMStateField, VMStateFlags,
        VMStateInfo, Zeroable,
    },
    error::InvalidError,
    memory,
    state::{Conduct, ToMigrationState},
    vmstate::{Blank, VMState, WireLen},
};

const WORD: usize = 64;

/// `BITS` bits, all clear at first.
///
/// On the wire it is 8 bytes for each 64 bits that have begun: a big-endian number, whose lowest bit is the first. What a stream
/// has beyond the last bit is kept, and written as it was read.
///
/// ```
/// use migration::{save_state, Bitmap, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "irqs")]
/// struct Irqs {
///     pending: Bitmap<70>,
/// }
///
/// let mut irqs = Irqs { pending: Bitmap::new() };
/// irqs.pending.set(9, true);
/// irqs.pending.set(64, true);
/// assert_eq!(save_state(&irqs)?, [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
/// assert!(irqs.pending.ones().eq([9, 64]));
/// # Ok::<(), migration::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[repr(transparent)]
pub struct Bitmap<const BITS: usize> {
    words: Box<[u64]>,
}

impl<const BITS: usize> Bitmap<BITS> {
    /// All bits clear.
    pub fn new() -> Self {
        Self { words: vec![0; BITS.div_ceil(WORD)].into() }
    }

    /// How many bits there are: `BITS`.
    pub const fn len(&self) -> usize {
        BITS
    }

    /// Whether there is no bit at all, clear or set.
    pub const fn is_empty(&self) -> bool {
        BITS == 0
    }

    /// Whether the bit is set; `None` beyond the last bit.
    pub fn get(&self, index: usize) -> Option<bool> {
        (index < BITS).then(|| self.words[index / WORD] >> (index % WORD) & 1 == 1)
    }

    /// Sets or clears the bit.
    ///
    /// # Panics
    ///
    /// If there is no such bit.
    pub fn set(&mut self, index: usize, value: bool) {
        assert!(index < BITS, "the bitmap has {BITS} bits, so there is no bit {index}");
        let bit = 1 << (index % WORD);
        let word = &mut self.words[index / WORD];
        *word = if value { *word | bit } else { *word & !bit };
    }

    /// The indices of the set bits, lowest first.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        self.words
            .iter()
            .enumerate()
            .flat_map(|(index, word)| {
                let mut left = *word;
                core::iter::from_fn(move || {
                    let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                    left &= left - 1;
                    Some(index * WORD + bit)
                })
            })
            .take_while(|index| *index < BITS)
    }
}

impl<const BITS: usize> Default for Bitmap<BITS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const BITS: usize> fmt::Debug for Bitmap<BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.ones()).finish()
    }
}

/// QEMU's kind of this name works on C's words and is told how many bits there are; this one knows by the value.
static INFO: VMStateInfo = {
    unsafe extern "C" fn get(file: *mut QEMUFile, value: *mut c_void, _: usize, _: *const VMStateField) -> c_int {
        // SAFETY: the entry stands for a bitmap, which is a box of words and nothing else.
        let words = unsafe { &mut *value.cast::<Box<[u64]>>() };
        for word in words.iter_mut() {
            // SAFETY: whoever walks the table hands its own file over.
            let received = unsafe { qemu_get_be64(file) };
            // SAFETY: as above.
            let status = unsafe { qemu_file_get_error(file) };
            if status != 0 {
                return status;
            }
            *word = received;
        }
        0
    }

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        value: *mut c_void,
        _: usize,
        _: *const VMStateField,
        _: *mut JSONWriter,
    ) -> c_int {
        // SAFETY: the entry stands for a bitmap, which is a box of words and nothing else.
        let words = unsafe { &*value.cast::<Box<[u64]>>() };
        for word in words {
            // SAFETY: whoever walks the table hands its own file over.
            unsafe { qemu_put_be64(file, *word) };
        }
        0
    }

    VMStateInfo { name: c"bitmap".as_ptr(), get: Some(get), put: Some(put) }
};

// SAFETY: the kind reads and writes just the words of the bitmap, of which each value is valid.
unsafe impl<const BITS: usize> VMState for Bitmap<BITS> {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: &raw const INFO,
        flags: VMStateFlags::VMS_SINGLE,
        // For the text of a table. Whoever walks it looks here only for the size of a buffer.
        size_offset: BITS,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = WireLen::of(8 * BITS.div_ceil(64));
    const RUNS_CODE: bool = false;
}

impl<const BITS: usize> Blank for Bitmap<BITS> {
    fn blank() -> Self {
        Self { words: memory::boxed_slice(BITS.div_ceil(WORD), || 0) }
    }
}

impl<const BITS: usize> ToMigrationState for Bitmap<BITS> {
    type Migrated = Self;
    const CONDUCT: Conduct = Conduct::PLAIN;

    fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
        target.words.copy_from_slice(&self.words);
        Ok(())
    }

    fn restore_migrated_state_mut(&mut self, source: Self, _version_id: u8) -> Result<(), InvalidError> {
        *self = source;
        Ok(())
    }

    fn restore_from(&mut self, source: &mut Self, _version_id: u8) -> Result<(), InvalidError> {
        self.words.copy_from_slice(&source.words);
        Ok(())
    }
}
