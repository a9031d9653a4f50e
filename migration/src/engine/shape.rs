//! Where the elements of a field are, and how many.

use core::ffi::{c_char, c_void, CStr};

use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    error::{Error, ErrorKind},
    vmstate::{entries, read_count, subsections},
};

/// The record type of a subsection, which is also what marks one inside a device's data.
pub(super) const SUBSECTION: u8 = 0x05;
/// What stands in the stream where an array of pointers holds a null.
pub(super) const NULL_MARKER: u8 = b'0';
/// What this engine does not do: allocate for the device, which C does with C's allocator.
const UNSUPPORTED: [(VMStateFlags, &str); 1] =
    [(VMStateFlags::VMS_ALLOC, "fields for which the receiver allocates (VMS_ALLOC)")];

/// The elements of a field, found in the struct.
#[derive(Clone, Copy, Debug)]
pub(super) struct Elements {
    first: *mut c_void,
    pub count: usize,
    /// The distance of elements, and what a kind is told as their size.
    pub size: usize,
    pointers: bool,
}

impl Elements {
    /// Looks the elements up.
    ///
    /// # Safety
    ///
    /// The field is one of a description that is valid for `opaque`.
    pub(super) unsafe fn of(field: &VMStateField, opaque: *mut c_void) -> Result<Self, Error> {
        let flags = field.flags;
        if let Some((_, what)) = UNSUPPORTED.iter().find(|(flag, _)| flags.intersects(*flag)) {
            return Err(Error::new(ErrorKind::Unsupported, format!("{what} are not supported")));
        }
        // SAFETY: promised by the caller.
        let count = unsafe { count(field, opaque) }?;
        // SAFETY: promised by the caller.
        let size = unsafe { size(field, opaque) }?;
        let mut first = opaque.wrapping_byte_add(field.offset);
        if flags.intersects(VMStateFlags::VMS_POINTER) {
            // SAFETY: the field is a pointer, aligned and initialised.
            first = unsafe { first.cast::<*mut c_void>().read() };
            if first.is_null() && count > 0 && size > 0 {
                return Err(Error::new(ErrorKind::Invalid, "the pointer to the data is null here"));
            }
            first = first.wrapping_byte_add(field.start);
        }
        Ok(Self { first, count, size, pointers: flags.intersects(VMStateFlags::VMS_ARRAY_OF_POINTER) })
    }

    /// The address of an element; null where the array holds a null pointer.
    ///
    /// # Safety
    ///
    /// The index is below the count, and the struct is still there.
    pub(super) unsafe fn element(&self, index: usize) -> *mut c_void {
        let element = self.first.wrapping_byte_add(self.size.wrapping_mul(index));
        if self.pointers {
            // SAFETY: the elements are pointers, aligned and initialised.
            unsafe { element.cast::<*mut c_void>().read() }
        } else {
            element
        }
    }

    /// Where the elements begin, if they are this wide and nothing lies between them.
    pub(super) fn in_one_piece(&self, width: usize) -> Option<*mut c_void> {
        let touch = self.count <= 1 || self.size == width;
        (touch && !self.pointers && !self.first.is_null()).then_some(self.first)
    }

    /// Whether the element is a null pointer in an array of pointers.
    ///
    /// # Safety
    ///
    /// As for [`element`](Self::element).
    pub(super) unsafe fn is_null(&self, index: usize) -> bool {
        // SAFETY: promised by the caller.
        self.pointers && unsafe { self.element(index) }.is_null()
    }
}

/// # Safety
///
/// The field is one of a description that is valid for `opaque`.
unsafe fn count(field: &VMStateField, opaque: *mut c_void) -> Result<usize, Error> {
    let flags = field.flags;
    let count = if flags.intersects(VMStateFlags::VMS_ARRAY) {
        i64::from(field.num)
    } else if flags.intersects(VMStateFlags::ANY_VARRAY) {
        // SAFETY: at this offset is an integer of the kind that the flag names.
        unsafe { read_count(opaque.wrapping_byte_add(field.num_offset), flags) }
    } else {
        1
    };
    let factor = if flags.intersects(VMStateFlags::VMS_MULTIPLY_ELEMENTS) { i64::from(field.num) } else { 1 };
    // C counts in `int`.
    i32::try_from(count.saturating_mul(factor)).ok().and_then(|count| usize::try_from(count).ok()).ok_or_else(|| {
        Error::new(ErrorKind::Invalid, format!("expected a count of elements, found {count} times {factor}"))
    })
}

/// # Safety
///
/// The field is one of a description that is valid for `opaque`.
unsafe fn size(field: &VMStateField, opaque: *mut c_void) -> Result<usize, Error> {
    if !field.flags.intersects(VMStateFlags::VMS_VBUFFER) {
        return Ok(field.size);
    }
    // SAFETY: at this offset is the size, an `int32_t`, aligned and initialised.
    let size = unsafe { opaque.wrapping_byte_add(field.size_offset).cast::<i32>().read() };
    let factor = if field.flags.intersects(VMStateFlags::VMS_MULTIPLY) { field.size } else { 1 };
    usize::try_from(size).ok().and_then(|size| size.checked_mul(factor)).ok_or_else(|| {
        Error::new(ErrorKind::Invalid, format!("expected the size of a buffer, found {size} times {factor}"))
    })
}

/// What stands for one element.
pub(super) enum Content<'a> {
    /// A nested description, at this version.
    Description(&'a VMStateDescription, i32),
    /// A kind.
    Kind,
}

/// # Safety
///
/// The field is one of a valid description.
pub(super) unsafe fn content(field: &VMStateField) -> Result<Content<'_>, Error> {
    let flags = field.flags;
    if !flags.intersects(VMStateFlags::VMS_STRUCT) && !flags.intersects(VMStateFlags::VMS_VSTRUCT) {
        return Ok(Content::Kind);
    }
    // SAFETY: a field's description is null or lives as long as the field.
    let vmsd = unsafe { field.vmsd.as_ref() }
        .ok_or_else(|| Error::new(ErrorKind::Unsupported, "the field is a struct without a description"))?;
    let version = if flags.intersects(VMStateFlags::VMS_VSTRUCT) { field.struct_version_id } else { vmsd.version_id };
    Ok(Content::Description(vmsd, version))
}

/// The name's bytes.
///
/// # Safety
///
/// `name` is null or a C string that outlives the result.
pub(crate) unsafe fn name_bytes<'a>(name: *const c_char) -> &'a [u8] {
    if name.is_null() {
        return &[];
    }
    // SAFETY: promised by the caller.
    unsafe { CStr::from_ptr(name) }.to_bytes()
}

/// The name of a description; an error if it has none, or one that a stream cannot carry.
pub(super) fn description_name(vmsd: &VMStateDescription) -> Result<&[u8], Error> {
    // SAFETY: a description's name is null or a C string that lives as long as the description.
    match unsafe { name_bytes(vmsd.name) } {
        [] => Err(Error::new(ErrorKind::Unsupported, "the description has no name")),
        name if name.len() > 255 => Err(Error::new(ErrorKind::Unsupported, "the description's name is too long")),
        name => Ok(name),
    }
}

/// Whether elements after the first add nothing to the self-description: so it is for every kind that is no struct to the C
/// core, a `Migratable` too.
///
/// # Safety
///
/// The field is one of a valid description.
pub(super) unsafe fn is_compressible(field: &VMStateField, depth: usize) -> bool {
    if field.field_exists.is_some() || depth == 0 {
        return false;
    }
    if !field.flags.intersects(VMStateFlags::VMS_STRUCT) {
        return true;
    }
    // SAFETY: a field's description is null or lives as long as the field.
    let Some(vmsd) = (unsafe { field.vmsd.as_ref() }) else { return true };
    // SAFETY: the list is that of a valid description.
    let has_subsections = unsafe { subsections(vmsd.subsections) }.next().is_some();
    // SAFETY: the list is that of a valid description.
    let mut fields = unsafe { entries(vmsd.fields) };
    // SAFETY: the fields are those of a valid description.
    !has_subsections && fields.all(|field| unsafe { is_compressible(field, depth - 1) })
}

/// The name of the subsection at the begin of the bytes, if it is one that the description of this name claims.
pub(super) fn subsection_name<'a>(rest: &'a [u8], parent: &[u8]) -> Option<&'a [u8]> {
    let (&marker, rest) = rest.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let length = usize::from(length);
    if marker != SUBSECTION || length <= parent.len() {
        return None;
    }
    rest.get(..length).filter(|name| name.starts_with(parent))
}
