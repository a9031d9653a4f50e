//! A table as a text for people: what its bytes in a stream are, and nothing of the struct in memory.

use core::fmt::Write as _;

use super::{hooks, shape};
use crate::{
    bindings::{MigrationPriority, VMStateDescription, VMStateField, VMStateFlags},
    error::many_bytes,
    vmstate::{entries, is_guard, subsections},
};

/// How deep tables go at most; see `File::enter`.
const MAX_DEPTH: usize = 64;

/// Above this a bound bounds nothing: C counts in `int`.
const MOST_ELEMENTS: usize = i32::MAX as usize;

/// The text of a whole device's table.
///
/// # Safety
///
/// The description is valid.
pub(crate) unsafe fn wire_format(vmsd: &VMStateDescription, max_wire_len: Option<usize>) -> String {
    let mut text = head(vmsd);
    if let Some(most) = max_wire_len {
        let _ = write!(text, ", at most {}", many_bytes(most));
    }
    if vmsd.unmigratable {
        text.push_str(", never saved");
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
    unsafe { contents(&mut text, &[vmsd], vmsd.version_id, 1) };
    text
}

fn head(vmsd: &VMStateDescription) -> String {
    let name = shape::description_name(vmsd).map(String::from_utf8_lossy).unwrap_or_default();
    format!("{}, version {}, loads from {}", name.escape_debug(), vmsd.version_id, vmsd.minimum_version_id)
}

/// The fields and subsections of the last of the descriptions; those before it describe the same object.
///
/// # Safety
///
/// The descriptions are valid.
unsafe fn contents(text: &mut String, same_object: &[&VMStateDescription], version_id: i32, depth: usize) {
    let Some(vmsd) = same_object.last().filter(|_| depth <= MAX_DEPTH) else { return };
    let indent = "  ".repeat(depth);
    let mut guard: Option<&VMStateField> = None;
    // SAFETY: the list is that of a valid description.
    for field in unsafe { entries(vmsd.fields) } {
        if is_guard(field) {
            guard = Some(field);
            continue;
        }
        let capacity = guard.take().map(|guard| guard.size_offset);
        if has_no_bytes(field) || field.field_exists.is_none() && field.version_id > version_id {
            continue;
        }
        // SAFETY: the field is one of the last description, and all of them are valid.
        let kind = unsafe { kind(field, same_object, capacity) };
        let _ = writeln!(text, "{indent}{}: {kind}", hooks::name_of(field).escape_debug());
        // SAFETY: a field's description is null, or valid and there as long as the field.
        if let Some(nested) = unsafe { field.vmsd.as_ref() } {
            // SAFETY: as above.
            unsafe { contents(text, &[nested], version_of(field, nested), depth + 1) };
        }
    }
    // SAFETY: the list is that of a valid description.
    for subsection in unsafe { subsections(vmsd.subsections) } {
        let always = if subsection.needed.is_none() { ", always" } else { "" };
        let _ = writeln!(text, "{indent}subsection {}{always}", head(subsection));
        let same_object: Vec<_> = same_object.iter().copied().chain([subsection]).collect();
        // SAFETY: the subsections of a valid description are valid.
        unsafe { contents(text, &same_object, subsection.version_id, depth + 1) };
    }
}

/// A check, at its place among the fields.
fn has_no_bytes(field: &VMStateField) -> bool {
    field.flags.intersects(VMStateFlags::VMS_MUST_EXIST)
        && field.flags.intersects(VMStateFlags::VMS_ARRAY)
        && field.num == 0
}

/// The version that a nested description is saved at.
fn version_of(field: &VMStateField, nested: &VMStateDescription) -> i32 {
    if field.flags.intersects(VMStateFlags::VMS_VSTRUCT) {
        field.struct_version_id
    } else {
        nested.version_id
    }
}

/// # Safety
///
/// The field is one of the last description, and all of them are valid.
unsafe fn kind(field: &VMStateField, same_object: &[&VMStateDescription], capacity: Option<usize>) -> String {
    let flags = field.flags;
    let mut text = hooks::kind_name(field).escape_debug().to_string();
    // SAFETY: a field's description is null, or there as long as the field.
    let nested = unsafe { field.vmsd.as_ref() };
    if let Some(nested) = nested {
        let _ = write!(text, " {}", head(nested));
        if flags.intersects(VMStateFlags::VMS_VSTRUCT) {
            let _ = write!(text, ", as version {}", field.struct_version_id);
        }
    }
    if flags.intersects(VMStateFlags::VMS_VBUFFER) {
        let is_size = |other: &&VMStateField| is_number(other, "int32") && other.offset == field.size_offset;
        // SAFETY: promised by the caller.
        let _ = write!(text, " of {} bytes", unsafe { name_of_number(same_object, is_size) });
        if flags.intersects(VMStateFlags::VMS_MULTIPLY) {
            let _ = write!(text, " times {}", field.size);
        }
    } else if flags.intersects(VMStateFlags::VMS_BUFFER) {
        let _ = write!(text, " of {}", many_bytes(field.size));
    } else if (1..MOST_ELEMENTS).contains(&field.size_offset) {
        // What a kind of this library keeps there.
        let _ = match (&*text, nested) {
            ("bitmap", _) => write!(text, " of {} bits", field.size_offset),
            (_, None) => write!(text, " of up to {}", many_bytes(field.size_offset)),
            (_, Some(_)) => write!(text, ", up to {}", field.size_offset),
        };
    }
    if flags.intersects(VMStateFlags::VMS_ARRAY) {
        let _ = write!(text, ", {} times", field.num);
    } else if let Some(number) = counting_kind(flags) {
        let counts = |other: &&VMStateField| is_number(other, number) && other.offset == field.num_offset;
        // SAFETY: promised by the caller.
        let _ = write!(text, ", {} times", unsafe { name_of_number(same_object, counts) });
        if flags.intersects(VMStateFlags::VMS_MULTIPLY_ELEMENTS) {
            let _ = write!(text, " {}", field.num);
        }
        if let Some(capacity) = capacity.filter(|capacity| *capacity < MOST_ELEMENTS) {
            let _ = write!(text, ", up to {capacity}");
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

fn counting_kind(flags: VMStateFlags) -> Option<&'static str> {
    [
        (VMStateFlags::VMS_VARRAY_UINT8, "uint8"),
        (VMStateFlags::VMS_VARRAY_UINT16, "uint16"),
        (VMStateFlags::VMS_VARRAY_UINT32, "uint32"),
        (VMStateFlags::VMS_VARRAY_INT32, "int32"),
    ]
    .into_iter()
    .find_map(|(flag, number)| flags.intersects(flag).then_some(number))
}

/// Whether the field is one number of this kind, compared when loaded or not.
fn is_number(field: &VMStateField, number: &str) -> bool {
    let kind = hooks::kind_name(field);
    let is_single = field.flags.intersects(VMStateFlags::VMS_SINGLE) && !field.is_many() && !field.is_indirect();
    is_single && (kind == number || kind.strip_prefix(number).is_some_and(|rest| rest.starts_with(' ')))
}

/// # Safety
///
/// The descriptions are valid.
unsafe fn name_of_number(same_object: &[&VMStateDescription], is_it: impl Fn(&&VMStateField) -> bool) -> String {
    // SAFETY: the lists are those of valid descriptions.
    let mut fields = same_object.iter().flat_map(|vmsd| unsafe { entries(vmsd.fields) });
    let found = fields.find(is_it).map(|field| hooks::name_of(field).escape_debug().to_string());
    found.unwrap_or_else(|| "a number of the device".to_owned())
}
