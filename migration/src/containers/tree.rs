//! Maps.

use core::{
    ffi::{c_char, c_int, c_void},
    fmt,
    mem::size_of,
};

use super::wire;
use crate::{
    bindings::{
        qemu_file_get_error, qemu_get_be32, qemu_get_be64, qemu_put_be32, qemu_put_be64, JSONWriter, QEMUFile,
        VMStateField, VMStateFlags, VMStateInfo, Zeroable,
    },
    callback,
    error::InvalidError,
    memory, report,
    vmstate::{Blank, Bounded, VMState, WireLen},
};

static NAME: [c_char; 6] = [b'g' as _, b't' as _, b'r' as _, b'e' as _, b'e' as _, 0];

/// The migrated entries of a `BTreeMap`, in the order of their keys.
///
/// On the wire is their number in 32 bits, then each with a 1 in front, key before value, and a 0. Unsigned integers are keys of
/// 64 bits there; any other key, and each value, is a struct with a table. It loads as a whole or not at all, and only up to the
/// length that its field says, with [`bounded_by`](crate::Field::bounded_by) or, in the derive, `range`.
///
/// ```
/// use std::collections::BTreeMap;
/// use migration::{load_state_mut, save_state, ToMigrationState};
///
/// #[derive(Debug, Default, PartialEq, ToMigrationState)]
/// struct Mapping {
///     physical: u16,
/// }
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "iommu")]
/// struct Iommu {
///     #[migration_state(range = ..=2)]
///     mappings: BTreeMap<u32, Mapping>,
/// }
///
/// let mut iommu = Iommu { mappings: BTreeMap::from([(7, Mapping { physical: 0x102 })]) };
/// let saved = save_state(&iommu)?;
/// assert_eq!(saved, [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 7, 1, 2, 0]);
///
/// load_state_mut(&mut iommu, &[0, 0, 0, 0, 0], 1)?;
/// assert!(iommu.mappings.is_empty());
/// load_state_mut(&mut iommu, &saved, 1)?;
/// assert_eq!(iommu.mappings[&7], Mapping { physical: 0x102 });
/// # Ok::<(), migration::Error>(())
/// ```
pub struct Tree<K, V> {
    pub(super) entries: Vec<(K, V)>,
}

impl<K, V> Tree<K, V> {
    /// No entries.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }
}

impl<K, V> Default for Tree<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Blank for Tree<K, V> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<K: Clone, V: Clone> Clone for Tree<K, V> {
    fn clone(&self) -> Self {
        Self { entries: self.entries.clone() }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Tree<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl<K: Eq, V: Eq> Eq for Tree<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Tree<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K, V> FromIterator<(K, V)> for Tree<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self { entries: entries.into_iter().collect() }
    }
}

impl<K: VMState + Blank, V: VMState + Blank> Tree<K, V> {
    const INFO: VMStateInfo =
        VMStateInfo { name: (&raw const NAME).cast(), get: Some(Self::get), put: Some(Self::put) };

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        value: *mut c_void,
        _size: usize,
        field: *const VMStateField,
        description: *mut JSONWriter,
    ) -> c_int {
        // SAFETY: the entry stands for a value of this type, which nobody changes meanwhile.
        let tree = unsafe { &*value.cast::<Self>() };
        // SAFETY: the walker hands its own file over.
        unsafe { qemu_put_be32(file, tree.entries.len() as u32) };
        for (index, (key, value)) in tree.entries.iter().enumerate() {
            // SAFETY: as above.
            unsafe { wire::put_more(file) };
            // SAFETY: as above.
            let status = unsafe { put_key(file, key, description, index) };
            if status != 0 {
                // SAFETY: as above.
                return unsafe { report::put_status(file, field, status) };
            }
            // SAFETY: as above.
            let status = unsafe { wire::put_struct(file, value, description, index) };
            if status != 0 {
                // SAFETY: as above.
                return unsafe { report::put_status(file, field, status) };
            }
        }
        // SAFETY: as above.
        unsafe { wire::put_end(file) };
        0
    }

    unsafe extern "C" fn get(
        file: *mut QEMUFile,
        value: *mut c_void,
        _size: usize,
        field: *const VMStateField,
    ) -> c_int {
        let mut status = 0;
        let outcome = callback::run(|| {
            let mut entries: Vec<(K, V)> = Vec::new();
            // SAFETY: the field is the one that this kind was called with.
            let maximum = unsafe { wire::maximum(field) };
            // SAFETY: file and field are those that this kind was called with.
            let announced = unsafe { qemu_get_be32(file) } as usize;
            // SAFETY: as above.
            while unsafe { wire::has_more(file, field, entries.len()) }? {
                let (mut key, mut value) = (K::blank(), V::blank());
                // SAFETY: as above.
                status = unsafe { get_key(file, &mut key, entries.len()) }?;
                if status == 0 {
                    // SAFETY: as above.
                    status = unsafe { wire::get_struct(file, &mut value, entries.len()) };
                }
                if status != 0 {
                    return Ok(());
                }
                memory::push(&mut entries, (key, value), maximum)?;
            }
            // SAFETY: as above.
            status = unsafe { qemu_file_get_error(file) };
            if status != 0 {
                return Ok(());
            }
            if announced != entries.len() {
                let found = entries.len();
                return Err(InvalidError::new(format!("expected {announced} entries as announced, found {found}")));
            }
            // SAFETY: the entry stands for a value of this type, which is borrowed by the load alone.
            unsafe { (*value.cast::<Self>()).entries = entries };
            Ok::<(), InvalidError>(())
        });
        if outcome == 0 {
            status
        } else {
            outcome
        }
    }
}

/// # Safety
///
/// `file` and `description` are those that the kind was called with.
unsafe fn put_key<K: VMState>(file: *mut QEMUFile, key: &K, description: *mut JSONWriter, index: usize) -> c_int {
    if !K::DIRECT_KEY {
        // SAFETY: promised by the caller.
        return unsafe { wire::put_struct(file, key, description, index) };
    }
    let address = core::ptr::from_ref(key);
    let key = match size_of::<K>() {
        // SAFETY: a direct key is an unsigned integer of its size, here and below.
        1 => u64::from(unsafe { address.cast::<u8>().read() }),
        // SAFETY: as above.
        2 => u64::from(unsafe { address.cast::<u16>().read() }),
        // SAFETY: as above.
        4 => u64::from(unsafe { address.cast::<u32>().read() }),
        // SAFETY: as above.
        _ => unsafe { address.cast::<u64>().read() },
    };
    // SAFETY: promised by the caller.
    unsafe { qemu_put_be64(file, key) };
    0
}

/// # Safety
///
/// `file` is the one that the kind was called with.
unsafe fn get_key<K: VMState>(file: *mut QEMUFile, key: &mut K, index: usize) -> Result<c_int, InvalidError> {
    if !K::DIRECT_KEY {
        // SAFETY: promised by the caller.
        return Ok(unsafe { wire::get_struct(file, key, index) });
    }
    // SAFETY: promised by the caller.
    let received = unsafe { qemu_get_be64(file) };
    let width = size_of::<K>();
    let largest = u64::MAX >> (64 - 8 * width as u32);
    if received > largest {
        return Err(
            InvalidError::new(format!("expected a key up to {largest:#x}, found {received:#x}")).at_index(index)
        );
    }
    let address = core::ptr::from_mut(key);
    match width {
        // SAFETY: a direct key is an unsigned integer of its size, here and below.
        1 => unsafe { address.cast::<u8>().write(received as u8) },
        // SAFETY: as above.
        2 => unsafe { address.cast::<u16>().write(received as u16) },
        // SAFETY: as above.
        4 => unsafe { address.cast::<u32>().write(received as u32) },
        // SAFETY: as above.
        _ => unsafe { address.cast::<u64>().write(received) },
    }
    // SAFETY: promised by the caller.
    Ok(unsafe { qemu_file_get_error(file) })
}

// SAFETY: the kind reads and writes a value of this type alone, and leaves a valid one.
unsafe impl<K: VMState + Blank, V: VMState + Blank> VMState for Tree<K, V> {
    const BASE: VMStateField = {
        assert!(
            K::DIRECT_KEY || wire::is_struct::<K>(),
            "the keys of a map are `u8`, `u16`, `u32`, `u64`, or structs that derive `ToMigrationState`"
        );
        VMStateField {
            size: size_of::<Self>(),
            info: const { &Self::INFO },
            vmsd: V::BASE.vmsd,
            flags: VMStateFlags::VMS_SINGLE,
            ..VMStateField::ZERO
        }
    };
    const WIRE_LEN: WireLen = {
        let key = if K::DIRECT_KEY { WireLen::of(8) } else { K::WIRE_LEN };
        WireLen::listed(4 + 1, WireLen::of(1).and(key).and(V::WIRE_LEN))
    };
    const BOUNDED: Bounded = if wire::is_struct::<V>() { Bounded::Listed } else { Bounded::Unlisted };
}
