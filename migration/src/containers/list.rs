//! Lists.

use core::{
    ffi::{c_char, c_int, c_void},
    fmt,
    marker::PhantomData,
    mem::size_of,
    ops::{Deref, DerefMut},
};

use super::wire;
use crate::{
    bindings::{qemu_file_get_error, JSONWriter, QEMUFile, VMStateField, VMStateFlags, VMStateInfo, Zeroable},
    callback,
    error::InvalidError,
    memory, report,
    vmstate::{Blank, Bounded, VMState, WireLen},
};

/// Which of QEMU's lists a [`List`] is: they differ in the name in the self-description alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no kind of list",
    note = "write `List<M>`, the shadow of `Vec` and `VecDeque`, or `List<M, Linked>`, that of `LinkedList`"
)]
pub trait ListKind: 'static {
    /// The name, a C string.
    #[doc(hidden)]
    const NAME: &'static [c_char; 8];
}

/// QEMU's `QTAILQ`: the shadow of `Vec` and `VecDeque`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {}

/// QEMU's `QLIST`: the shadow of `LinkedList`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linked {}

static QUEUE: [c_char; 8] = name(*b"qtailq\0\0");
static LINKED: [c_char; 8] = name(*b"qlist\0\0\0");

const fn name(bytes: [u8; 8]) -> [c_char; 8] {
    let mut name = [0; 8];
    let mut index = 0;
    while index < 8 {
        name[index] = bytes[index] as c_char;
        index += 1;
    }
    name
}

impl ListKind for Queue {
    const NAME: &'static [c_char; 8] = &QUEUE;
}

impl ListKind for Linked {
    const NAME: &'static [c_char; 8] = &LINKED;
}

/// The migrated elements of a `Vec`, a `VecDeque` or a `LinkedList`, in order.
///
/// On the wire each has a 1 in front, and a 0 ends the list. Elements are structs with a table. It loads as a whole or not
/// at all, and only up to the length that its field says, with [`bounded_by`](crate::Field::bounded_by) or, in the derive,
/// `range`.
///
/// ```
/// use migration::{save_state, load_state_mut, ToMigrationState};
///
/// #[derive(Debug, Default, PartialEq, ToMigrationState)]
/// struct Request {
///     sector: u16,
/// }
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "disk")]
/// struct Disk {
///     #[migration_state(range = ..=2)]
///     waiting: Vec<Request>,
/// }
///
/// let mut disk = Disk { waiting: vec![Request { sector: 0x102 }] };
/// assert_eq!(save_state(&disk)?, [1, 1, 2, 0]);
///
/// load_state_mut(&mut disk, &[1, 0, 3, 1, 0, 4, 0], 1)?;
/// assert_eq!(disk.waiting, [Request { sector: 3 }, Request { sector: 4 }]);
/// let error = load_state_mut(&mut disk, &[1, 0, 3, 1, 0, 4, 1, 0, 5, 0], 1).unwrap_err();
/// assert!(error.to_string().ends_with("expected at most 2 elements, found more"));
/// # Ok::<(), migration::Error>(())
/// ```
pub struct List<M, K = Queue> {
    elements: Vec<M>,
    _kind: PhantomData<fn() -> K>,
}

impl<M, K> List<M, K> {
    /// No elements.
    pub const fn new() -> Self {
        Self::of(Vec::new())
    }

    pub(super) const fn of(elements: Vec<M>) -> Self {
        Self { elements, _kind: PhantomData }
    }

    /// Puts an element at the end.
    pub fn push(&mut self, element: M) {
        self.elements.push(element);
    }

    /// Takes all elements out.
    pub fn into_vec(self) -> Vec<M> {
        self.elements
    }
}

impl<M, K> Deref for List<M, K> {
    type Target = [M];

    fn deref(&self) -> &[M] {
        &self.elements
    }
}

impl<M, K> DerefMut for List<M, K> {
    fn deref_mut(&mut self) -> &mut [M] {
        &mut self.elements
    }
}

impl<M, K> Default for List<M, K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M, K> Blank for List<M, K> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<M: Clone, K> Clone for List<M, K> {
    fn clone(&self) -> Self {
        Self::of(self.elements.clone())
    }
}

impl<M: PartialEq, K> PartialEq for List<M, K> {
    fn eq(&self, other: &Self) -> bool {
        self.elements == other.elements
    }
}

impl<M: Eq, K> Eq for List<M, K> {}

impl<M: fmt::Debug, K> fmt::Debug for List<M, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.elements.fmt(f)
    }
}

impl<M, K> FromIterator<M> for List<M, K> {
    fn from_iter<I: IntoIterator<Item = M>>(elements: I) -> Self {
        Self::of(elements.into_iter().collect())
    }
}

impl<M, K> From<Vec<M>> for List<M, K> {
    fn from(elements: Vec<M>) -> Self {
        Self::of(elements)
    }
}

impl<M: VMState + Blank, K: ListKind> List<M, K> {
    const INFO: VMStateInfo =
        VMStateInfo { name: (&raw const *K::NAME).cast(), get: Some(Self::get), put: Some(Self::put) };

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        value: *mut c_void,
        _size: usize,
        field: *const VMStateField,
        description: *mut JSONWriter,
    ) -> c_int {
        // SAFETY: the entry stands for a value of this type, which nobody changes meanwhile.
        let list = unsafe { &*value.cast::<Self>() };
        for (index, element) in list.elements.iter().enumerate() {
            // SAFETY: the walker hands its own file over.
            unsafe { wire::put_more(file) };
            // SAFETY: as above.
            let status = unsafe { wire::put_struct(file, element, description, index) };
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
            let mut elements = Vec::new();
            // SAFETY: the field is the one that this kind was called with.
            let maximum = unsafe { wire::maximum(field) };
            // SAFETY: file and field are those that this kind was called with.
            while unsafe { wire::has_more(file, field, elements.len()) }? {
                let mut element = M::blank();
                // SAFETY: as above.
                status = unsafe { wire::get_struct(file, &mut element, elements.len()) };
                if status != 0 {
                    return Ok(());
                }
                memory::push(&mut elements, element, maximum)?;
            }
            // SAFETY: as above.
            status = unsafe { qemu_file_get_error(file) };
            if status == 0 {
                // SAFETY: the entry stands for a value of this type, which is borrowed by the load alone.
                unsafe { (*value.cast::<Self>()).elements = elements };
            }
            Ok::<(), InvalidError>(())
        });
        if outcome == 0 {
            status
        } else {
            outcome
        }
    }
}

// SAFETY: the kind reads and writes a value of this type alone, and leaves a valid one.
unsafe impl<M: VMState + Blank, K: ListKind> VMState for List<M, K> {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: const { &Self::INFO },
        vmsd: M::BASE.vmsd,
        flags: VMStateFlags::VMS_SINGLE,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = WireLen::listed(1, WireLen::of(1).and(M::WIRE_LEN));
    const BOUNDED: Bounded = if wire::is_struct::<M>() { Bounded::Listed } else { Bounded::Unlisted };
}
