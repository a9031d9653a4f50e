//! A table as a text for people: what its bytes in a stream are, and nothing of the struct in memory.

use core::fmt::Write as _;

use super::{hooks, shape};
use crate::{
    bindings::{MigrationPriority, VMStateDescription, VMStateField, VMStateFlags},
    vmstate::{entries, is_guard, subsections},
};

/// How deep tables go at most; see `File::enter`.
const MAX_DEPTH: usize = 64;

/// The text of a whole device's table.
///
/// # Safety
///
/// The description is valid.
pub(crate) unsafe fn wire_format(vmsd: &VMStateDescription, max_wire_len: Option<usize>) -> String {
    let mut text = head(vmsd);
    if let Some(most) = max_wire_len {
        let _ = write!(text, ", at most {most} bytes");
    }
    if vmsd.early_setup {
        text.push_str(", before all others");
    }
    match vmsd.priority {
        MigrationPriority::MIG_PRI_UNINITIALIZED | MigrationPriority::MIG_PRI_DEFAULT => {}
        MigrationPriority(priority) => {
            let _ = write!(text, ", priority {priority}");
        }
    }
    text.push('\n');
    // SAFETY: promised by the caller.
    unsafe { contents(&mut text, vmsd, 1) };
    text
}

fn head(vmsd: &VMStateDescription) -> String {
    let name = shape::description_name(vmsd).map(String::from_utf8_lossy).unwrap_or_default();
    format!("{name}, version {}, loads from {}", vmsd.version_id, vmsd.minimum_version_id)
}

/// # Safety
///
/// The description is valid.
unsafe fn contents(text: &mut String, vmsd: &VMStateDescription, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    let indent = "  ".repeat(depth);
    // SAFETY: the list is that of a valid description.
    for field in unsafe { entries(vmsd.fields) } {
        // A check has no bytes.
        if is_guard(field) || field.flags.intersects(VMStateFlags::VMS_MUST_EXIST) {
            continue;
        }
        // SAFETY: the field is one of the description's.
        let what = unsafe { kind(field, vmsd) };
        let _ = writeln!(text, "{indent}{}: {what}", hooks::name_of(field));
        // SAFETY: a field's description is null, or valid and there as long as the field.
        if let Some(nested) = unsafe { field.vmsd.as_ref() } {
            // SAFETY: as above.
            unsafe { contents(text, nested, depth + 1) };
        }
    }
    // SAFETY: the list is that of a valid description.
    for subsection in unsafe { subsections(vmsd.subsections) } {
        let _ = writeln!(text, "{indent}subsection {}", head(subsection));
        // SAFETY: the subsections of a valid description are valid.
        unsafe { contents(text, subsection, depth + 1) };
    }
}

/// # Safety
///
/// The field is one of the description's, which is valid.
unsafe fn kind(field: &VMStateField, vmsd: &VMStateDescription) -> String {
    let flags = field.flags;
    let mut text = hooks::kind_name(field);
    // SAFETY: a field's description is null, or there as long as the field.
    if let Some(nested) = unsafe { field.vmsd.as_ref() } {
        let _ = write!(text, " {}", head(nested));
        if flags.intersects(VMStateFlags::VMS_VSTRUCT) {
            let _ = write!(text, ", as version {}", field.struct_version_id);
        }
    }
    if flags.intersects(VMStateFlags::VMS_BUFFER) {
        let _ = write!(text, " of {}", crate::error::many_bytes(field.size));
    }
    if flags.intersects(VMStateFlags::VMS_SINGLE) && field.num > 0 {
        let _ = write!(text, " of {} bits", field.num);
    }
    if flags.intersects(VMStateFlags::VMS_ARRAY) {
        let _ = write!(text, ", {} times", field.num);
    } else if flags.intersects(VMStateFlags::ANY_VARRAY) {
        // SAFETY: the list is that of a valid description.
        let mut fields = unsafe { entries(vmsd.fields) };
        let counts = |other: &&VMStateField| other.offset == field.num_offset && !is_guard(other);
        let count = fields.find(counts).map_or("a number of the device".to_owned(), hooks::name_of);
        let _ = write!(text, ", {count} times");
        if flags.intersects(VMStateFlags::VMS_MULTIPLY_ELEMENTS) {
            let _ = write!(text, " {}", field.num);
        }
    }
    if flags.intersects(VMStateFlags::VMS_ARRAY_OF_POINTER) {
        text.push_str(", or null");
    }
    if field.field_exists.is_some() {
        text.push_str(", if its test says so");
    } else if field.version_id > 0 {
        let _ = write!(text, ", since {}", field.version_id);
    }
    text
}
