//! Checks of a whole tree of descriptions, which no single description can make.

use super::{
    hooks,
    shape::{self, Content},
};
use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    error::{Error, ErrorKind},
    vmstate::{entries, subsections},
};

const MAX_DEPTH: usize = 64;

/// Looks for what would go wrong at some save or load of the description.
///
/// That is a name that no stream can carry, descriptions nested without end, and a description that would take a later
/// subsection for its own: a reader gives each subsection to the innermost description with a fitting name that has just
/// ended.
///
/// # Safety
///
/// The description is valid.
pub(crate) unsafe fn check(vmsd: &VMStateDescription) -> Result<(), Error> {
    // SAFETY: promised by the caller.
    unsafe { check_description(vmsd, &[], MAX_DEPTH) }
}

/// `following` has the names of subsections that can stand directly behind the description.
///
/// # Safety
///
/// The description is valid.
unsafe fn check_description(vmsd: &VMStateDescription, following: &[&[u8]], depth: usize) -> Result<(), Error> {
    let name = shape::description_name(vmsd)?;
    let Some(depth) = depth.checked_sub(1) else {
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!("descriptions are nested in each other more than {MAX_DEPTH} levels deep"),
        ));
    };
    if let Some(claimed) = following.iter().find(|other| other.len() > name.len() && other.starts_with(name)) {
        let (name, claimed) = (String::from_utf8_lossy(name), String::from_utf8_lossy(claimed));
        return Err(Error::new(
            ErrorKind::Ambiguous,
            format!("`{name}` can stand directly before the subsection `{claimed}`, and a reader would take that for its own"),
        ));
    }
    // SAFETY: the list is that of a valid description.
    let own = unsafe { subsections(vmsd.subsections) }.collect::<Vec<_>>();
    for (index, subsection) in own.iter().enumerate() {
        let mut behind = names(&own[index + 1..])?;
        behind.extend_from_slice(following);
        // SAFETY: the subsections of a valid description are valid.
        unsafe { check_description(subsection, &behind, depth) }.map_err(|error| in_description(error, subsection))?;
    }
    let mut behind = names(&own)?;
    behind.extend_from_slice(following);
    // SAFETY: the list is that of a valid description.
    let fields = unsafe { entries(vmsd.fields) }.collect::<Vec<_>>();
    for (index, field) in fields.iter().enumerate() {
        // SAFETY: the field is one of a valid description.
        let content = unsafe { shape::content(field) }?;
        let (nested, ends_field) = match content {
            Content::Description(nested, _) => (Some(nested), true),
            // SAFETY: a field's description is null or lives as long as the field. Behind an element of a list comes a mark.
            Content::Kind => (unsafe { field.vmsd.as_ref() }, hooks::is_migratable(field) || hooks::is_tmp(field)),
        };
        let Some(nested) = nested else { continue };
        // Only behind the last field comes a subsection, and any field that may be absent may leave this one the last.
        let can_be_last = fields[index + 1..].iter().all(|later| may_be_absent(later, vmsd));
        let behind = if can_be_last && ends_field { behind.as_slice() } else { &[] };
        // SAFETY: the descriptions of a valid description's fields are valid.
        unsafe { check_description(nested, behind, depth) }.map_err(|error| error.below(&hooks::name_of(field)))?;
    }
    Ok(())
}

fn in_description(error: Error, vmsd: &VMStateDescription) -> Error {
    match shape::description_name(vmsd) {
        Ok(name) => error.below(&String::from_utf8_lossy(name)),
        Err(_) => error,
    }
}

fn names<'a>(descriptions: &[&'a VMStateDescription]) -> Result<Vec<&'a [u8]>, Error> {
    descriptions.iter().map(|description| shape::description_name(description)).collect()
}

/// Whether a stream that is loaded can have no bytes of the field.
fn may_be_absent(field: &VMStateField, vmsd: &VMStateDescription) -> bool {
    let flags = field.flags;
    field.field_exists.is_some()
        || field.version_id > vmsd.minimum_version_id
        || flags.intersects(VMStateFlags::ANY_VARRAY)
        || flags.intersects(VMStateFlags::VMS_VBUFFER)
        || flags.intersects(VMStateFlags::VMS_ARRAY) && field.num == 0
        || flags.intersects(VMStateFlags::VMS_BUFFER) && field.size == 0
}
