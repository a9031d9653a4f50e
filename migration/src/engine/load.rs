//! Loads a description from a device's bytes.

use core::ffi::{c_int, c_void};

use super::{
    file::File,
    hooks::{self, Hook},
    plan::{Extent, Plan, Program, Step, MAX_PROGRAM_DEPTH},
    shape::{self, Content, Elements, NULL_MARKER},
};
use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    error::{Error, ErrorKind},
    state::Transaction,
    vmstate::{is_guard, subsections},
};

/// Loads a description.
///
/// # Safety
///
/// The description is valid for `opaque`, which nobody else accesses but through the description's hooks and cells. It lives, and
/// stays the same, as long as the program runs.
pub(super) unsafe fn load(
    file: &mut File<'_>,
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    version_id: c_int,
) -> Result<(), Error> {
    check_version(vmsd, version_id, version_id as u32).map_err(|error| error.at_offset(file.offset()))?;
    // SAFETY: promised by the caller.
    let plan = unsafe { Plan::of(vmsd) };
    // SAFETY: promised by the caller.
    if unsafe { plan.load_whole(file, opaque, version_id) }? {
        return Ok(());
    }
    file.enter()?;
    // SAFETY: promised by the caller.
    let result = unsafe { load_contents(file, plan, opaque, version_id) };
    file.leave();
    result
}

/// `in_stream` is what the stream has for the version.
fn check_version(vmsd: &VMStateDescription, version_id: c_int, in_stream: u32) -> Result<(), Error> {
    let (own, minimum) = (vmsd.version_id, vmsd.minimum_version_id);
    if (minimum..=own).contains(&version_id) {
        return Ok(());
    }
    let name = String::from_utf8_lossy(shape::description_name(vmsd)?);
    let what = if version_id > own { "newer" } else { "older" };
    let found = match in_stream {
        plain if plain == version_id as u32 => plain.to_string(),
        cut => format!("{cut:#x}, of which only the low byte counts, {version_id}"),
    };
    Err(Error::new(
        ErrorKind::Version,
        format!("expected a version of `{name}` from {minimum} to {own}, found {found}, which is {what}"),
    )
    .with_versions(in_stream, own as u32))
}

/// # Safety
///
/// As for [`load`].
unsafe fn load_contents(
    file: &mut File<'_>,
    plan: &'static Plan,
    opaque: *mut c_void,
    version_id: c_int,
) -> Result<(), Error> {
    let vmsd = plan.vmsd;
    hooks::check_cells(file)?;
    if let Some(journal) = &mut file.journal {
        // SAFETY: promised by the caller, whose own caller keeps the object until the journal is done with.
        unsafe { journal.note_before_code(vmsd, opaque) }?;
    }
    // SAFETY: promised by the caller.
    unsafe { Hook::pre_load(vmsd).run("`pre_load`", opaque) }.map_err(|error| error.at_offset(file.offset()))?;
    for step in plan.steps(version_id) {
        match step {
            // SAFETY: promised by the caller.
            Step::Program(program) => unsafe { load_program(file, plan, program, opaque, version_id) }?,
            // SAFETY: promised by the caller.
            Step::Field(field, _) => unsafe { load_in_path(file, field, opaque, version_id) }?,
        }
    }
    // SAFETY: promised by the caller.
    unsafe { load_subsections(file, vmsd, opaque) }?;
    // SAFETY: promised by the caller.
    unsafe { hooks::post_load(vmsd, opaque, version_id) }.map_err(|error| error.at_offset(file.offset()))?;
    match file.journal {
        Some(_) => hooks::check_not_borrowed(),
        None => Ok(()),
    }
}

/// # Safety
///
/// As for [`load`]; the program is one of the description's.
unsafe fn load_program(
    file: &mut File<'_>,
    plan: &'static Plan,
    program: &'static Program,
    opaque: *mut c_void,
    version_id: c_int,
) -> Result<(), Error> {
    let is_direct = file.tree.is_none() && file.can_enter(MAX_PROGRAM_DEPTH) && hooks::check_cells(file).is_ok();
    let (input, begin) = (file.input(), file.offset());
    // SAFETY: promised by the caller.
    if is_direct && unsafe { program.check(opaque.cast(), input, begin) }.is_some() {
        if let Some(journal) = &mut file.journal {
            // SAFETY: promised by the caller, whose own caller keeps the object until the journal is done with.
            unsafe { journal.note_program(program, opaque) }?;
        }
        // SAFETY: promised by the caller.
        if let Some(end) = unsafe { program.load(opaque.cast(), Extent::Counted, input, begin) } {
            file.skip_to(end);
            return Ok(());
        }
    }
    plan.fields_of(program).try_for_each(|(field, _)| {
        // SAFETY: promised by the caller.
        unsafe { load_in_path(file, field, opaque, version_id) }
    })
}

/// # Safety
///
/// As for [`load`]; the field is one of the description's.
unsafe fn load_in_path(
    file: &mut File<'_>,
    field: &VMStateField,
    opaque: *mut c_void,
    version_id: c_int,
) -> Result<(), Error> {
    let offset = file.offset();
    // SAFETY: promised by the caller.
    unsafe { load_field(file, field, opaque, version_id) }
        .map_err(|error| error.at_offset(offset).below(&path_of(field)))
}

/// The step that a field adds to a path. The name of a check is a sentence; the guard of a count stands for the counted field.
pub(super) fn path_of(field: &VMStateField) -> String {
    if is_guard(field) {
        // SAFETY: the hint of a guard is the name of its field.
        return String::from_utf8_lossy(unsafe { shape::name_bytes(field.err_hint) }).into_owned();
    }
    if field.flags.intersects(VMStateFlags::VMS_MUST_EXIST) {
        return String::new();
    }
    hooks::name_of(field)
}

/// # Safety
///
/// As for [`load`]; the field is one of the description's.
unsafe fn load_field(
    file: &mut File<'_>,
    field: &VMStateField,
    opaque: *mut c_void,
    version_id: c_int,
) -> Result<(), Error> {
    // A count is read even before it counts anything.
    hooks::check_cells(file)?;
    // SAFETY: promised by the caller.
    if !unsafe { hooks::exists(field, opaque, version_id) }? {
        return Ok(());
    }
    hooks::check_cells(file)?;
    // SAFETY: promised by the caller.
    let elements = unsafe { Elements::of(field, opaque) }?;
    if elements.count == 0 {
        return Ok(());
    }
    // SAFETY: promised by the caller.
    let content = unsafe { shape::content(field) }?;
    let is_noted = match (&mut file.journal, &content) {
        // SAFETY: promised by the caller, whose own caller keeps the object until the journal is done with.
        (Some(journal), Content::Kind) => unsafe { journal.note_memory(field, &elements) }?,
        _ => false,
    };
    let many = elements.count > 1;
    file.open_field(field)?;
    for index in 0..elements.count {
        let offset = file.offset();
        if many {
            file.open_element(field, index)?;
        }
        // SAFETY: the index is below the count.
        let element = unsafe { elements.element(index) };
        // SAFETY: the element is one of the field's.
        let result = unsafe { load_element(file, field, &content, element, elements.size, is_noted) };
        if let Err(error) = result {
            let error = error.at_offset(offset);
            return Err(if many { error.below(&format!("[{index}]")) } else { error });
        }
        if many {
            file.close_node()?;
        }
    }
    file.close_node()
}

/// # Safety
///
/// As for [`load`]; `element` is one of the field's elements, or null. The journal has what `is_noted`.
unsafe fn load_element(
    file: &mut File<'_>,
    field: &VMStateField,
    content: &Content<'_>,
    element: *mut c_void,
    size: usize,
    is_noted: bool,
) -> Result<(), Error> {
    if element.is_null() && size > 0 {
        return load_null(file);
    }
    match content {
        // SAFETY: the element is described by the nested description.
        Content::Description(vmsd, version_id) => unsafe { load(file, vmsd, element, *version_id) },
        Content::Kind => {
            let mut is_first = true;
            if let Some(journal) = file.journal.as_mut() {
                if !is_noted {
                    // SAFETY: promised by the caller, whose own caller keeps the object until the journal is done with.
                    is_first = unsafe { journal.note(field, element, size) }?;
                }
                hooks::check_not_borrowed()?;
            }
            // The way back to what was there first is noted already: a note of the way back to what it is now is one too many.
            let superfluous = (!is_first && hooks::is_migratable(field)).then(Transaction::open);
            // SAFETY: promised by the caller.
            let result = unsafe { hooks::get(file, field, element, size) };
            drop(superfluous);
            result
        }
    }
}

fn load_null(file: &mut File<'_>) -> Result<(), Error> {
    let offset = file.offset();
    let [marker] = file.take_array()?;
    if marker == NULL_MARKER {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Invalid,
        format!("the pointer is null here: expected {NULL_MARKER:#04x} in its place, found {marker:#04x}"),
    )
    .at_offset(offset))
}

/// Loads subsections as long as the next bytes are one: in any order, each as often as it comes.
///
/// # Safety
///
/// As for [`load`].
unsafe fn load_subsections(file: &mut File<'_>, vmsd: &VMStateDescription, opaque: *mut c_void) -> Result<(), Error> {
    let parent = shape::description_name(vmsd)?;
    while let Some(name) = shape::subsection_name(file.rest(), parent) {
        let offset = file.offset();
        // SAFETY: the list is that of a valid description.
        let known = unsafe { subsections(vmsd.subsections) }
            .find(|subsection| shape::description_name(subsection).is_ok_and(|known| known == name));
        let Some(subsection) = known else {
            return Err(unknown_subsection(vmsd, name).at_offset(offset));
        };
        file.take(2 + name.len())?;
        // The C core keeps the version in one byte, so a stream with a larger one loads there, as what is left of it.
        let place = file.offset();
        let in_stream = u32::from_be_bytes(file.take_array()?);
        let version_id = c_int::from(in_stream as u8);
        check_version(subsection, version_id, in_stream).map_err(|error| error.at_offset(place))?;
        file.open_subsection(&String::from_utf8_lossy(name), offset)?;
        // SAFETY: a subsection describes the same object.
        unsafe { load(file, subsection, opaque, version_id) }.map_err(|error| error.at_offset(offset))?;
        file.close_node()?;
    }
    Ok(())
}

fn unknown_subsection(vmsd: &VMStateDescription, name: &[u8]) -> Error {
    // SAFETY: the list is that of a valid description.
    let known: Vec<_> = unsafe { subsections(vmsd.subsections) }
        .filter_map(|known| shape::description_name(known).ok())
        .map(|known| format!("`{}`", String::from_utf8_lossy(known)))
        .collect();
    let known = if known.is_empty() { "no subsection".to_owned() } else { known.join(" or ") };
    Error::new(
        ErrorKind::UnknownSubsection,
        format!("expected {known}, found the subsection `{}`", String::from_utf8_lossy(name).escape_debug()),
    )
}
