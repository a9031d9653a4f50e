//! Saves a description as a device's bytes, and describes them.

use core::ffi::{c_int, c_void};

use super::{
    file::File,
    hooks::{self, Hook},
    json::JsonWriter,
    load::path_of,
    plan::{Extent, Plan, Program, Step, MAX_PROGRAM_DEPTH},
    shape::{self, Content, Elements, NULL_MARKER, SUBSECTION},
};
use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    error::{Error, ErrorKind},
    vmstate::{entries, not_loading_shadow, subsections},
};

/// How deep the search for what keeps a field from being compressed goes; see `File::enter`.
const MAX_DEPTH: usize = 64;

/// Saves a description, and puts it into the self-description, if one is written.
///
/// # Safety
///
/// The description is valid for `opaque`, which nobody changes meanwhile but the description's hooks. It lives, and stays the same,
/// as long as the program runs.
pub(super) unsafe fn save(
    file: &mut File<'_>,
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    json: Option<&mut JsonWriter>,
    version_id: c_int,
) -> Result<(), Error> {
    // SAFETY: promised by the caller.
    let plan = unsafe { Plan::of(vmsd) };
    // SAFETY: promised by the caller.
    if json.is_none() && unsafe { plan.save_whole(file, opaque, version_id) }? {
        return Ok(());
    }
    // SAFETY: promised by the caller.
    unsafe { walk(file, plan, opaque, json, version_id) }
}

/// As [`save`], field by field, and program by program.
///
/// # Safety
///
/// As for [`save`]; the plan is that of the description.
unsafe fn walk(
    file: &mut File<'_>,
    plan: &'static Plan,
    opaque: *mut c_void,
    json: Option<&mut JsonWriter>,
    version_id: c_int,
) -> Result<(), Error> {
    let name = shape::description_name(plan.vmsd)?;
    file.enter()?;
    // SAFETY: promised by the caller.
    let result = unsafe { save_between_hooks(file, plan, opaque, json, version_id) };
    file.leave();
    file.note_end(name);
    result
}

/// # Safety
///
/// As for [`save`].
unsafe fn save_between_hooks(
    file: &mut File<'_>,
    plan: &'static Plan,
    opaque: *mut c_void,
    json: Option<&mut JsonWriter>,
    version_id: c_int,
) -> Result<(), Error> {
    let vmsd = plan.vmsd;
    // SAFETY: promised by the caller.
    unsafe { Hook::pre_save(vmsd).run("`pre_save`", opaque) }?;
    // SAFETY: promised by the caller.
    let saved = unsafe { save_contents(file, plan, opaque, json, version_id) };
    // SAFETY: promised by the caller.
    let closed = unsafe { Hook::post_save(vmsd).run("`post_save`", opaque) };
    saved.and(closed)
}

/// # Safety
///
/// As for [`save`].
unsafe fn save_contents(
    file: &mut File<'_>,
    plan: &'static Plan,
    opaque: *mut c_void,
    mut json: Option<&mut JsonWriter>,
    version_id: c_int,
) -> Result<(), Error> {
    let vmsd = plan.vmsd;
    if let Some(json) = json.as_deref_mut() {
        json.text("vmsd_name", &String::from_utf8_lossy(shape::description_name(vmsd)?));
        json.number("version", version_id.into());
        json.start_array("fields");
    }
    for step in plan.steps(version_id) {
        let json = json.as_deref_mut();
        match step {
            // SAFETY: promised by the caller.
            Step::Program(program) => unsafe { save_program(file, plan, program, opaque, json, version_id) }?,
            Step::Field(field, index) => {
                // SAFETY: promised by the caller.
                unsafe { save_labelled(file, vmsd, (field, index), opaque, json, version_id) }?;
            }
        }
    }
    if let Some(json) = json.as_deref_mut() {
        json.end_array();
    }
    // SAFETY: promised by the caller.
    unsafe { save_subsections(file, vmsd, opaque, json) }
}

/// Whether two structs of a description are saved alike, neither of which is a device. No, where one cannot be saved.
///
/// # Safety
///
/// The description is valid for both, and nobody else accesses them.
pub(super) unsafe fn are_saved_alike(vmsd: *const VMStateDescription, one: *mut c_void, other: *mut c_void) -> bool {
    // SAFETY: promised by the caller.
    let vmsd = unsafe { &*vmsd };
    let saved = |opaque| {
        let mut file = File::writing(Vec::new());
        // SAFETY: promised by the caller.
        let result = not_loading_shadow(|| unsafe { save(&mut file, vmsd, opaque, None, vmsd.version_id) });
        result.ok().map(|()| file.into_output())
    };
    saved(one).is_some_and(|one| saved(other) == Some(one))
}

/// # Safety
///
/// As for [`save`]; the program is one of the description's.
unsafe fn save_program(
    file: &mut File<'_>,
    plan: &'static Plan,
    program: &Program,
    opaque: *mut c_void,
    json: Option<&mut JsonWriter>,
    version_id: c_int,
) -> Result<(), Error> {
    let is_described = json.is_none() || program.description.get().is_some();
    let is_direct = is_described && file.can_enter(MAX_PROGRAM_DEPTH) && hooks::check_cells(file).is_ok();
    if let (Some((output, ends)), true) = (file.output(), is_direct) {
        // SAFETY: promised by the caller.
        if unsafe { program.save(opaque.cast(), Extent::Counted, output, Some(ends)) }.is_some() {
            if let (Some(json), Some(description)) = (json, program.description.get()) {
                json.elements(description);
            }
            return Ok(());
        }
    }
    let mut by_field = |mut json: Option<&mut JsonWriter>| {
        plan.fields_of(program).try_for_each(|field| {
            // SAFETY: promised by the caller.
            unsafe { save_labelled(file, plan.vmsd, field, opaque, json.as_deref_mut(), version_id) }
        })
    };
    match json {
        Some(json) if program.is_fixed() => {
            let description = json.added(|json| by_field(Some(json)))?;
            // Another thread may have been faster, with the same.
            let _ = program.description.set(description.into());
            Ok(())
        }
        json => by_field(json),
    }
}

/// # Safety
///
/// As for [`save`]; the field is one of the description's.
unsafe fn save_labelled(
    file: &mut File<'_>,
    vmsd: &VMStateDescription,
    (field, index): (&VMStateField, usize),
    opaque: *mut c_void,
    json: Option<&mut JsonWriter>,
    version_id: c_int,
) -> Result<(), Error> {
    let label = match json {
        Some(_) => label(vmsd, field, index),
        None => String::new(),
    };
    // SAFETY: promised by the caller.
    unsafe { save_field(file, field, opaque, json, &label, version_id) }.map_err(|error| error.below(&path_of(field)))
}

/// The field's name in the self-description, numbered where the description has it more than once.
fn label(vmsd: &VMStateDescription, field: &VMStateField, index: usize) -> String {
    let name = hooks::name_of(field);
    let same = |limit: usize| {
        // SAFETY: the list is that of a valid description.
        unsafe { entries(vmsd.fields) }.take(limit).filter(|other| hooks::name_of(other) == name).count()
    };
    if same(usize::MAX) > 1 {
        format!("{name}[{}]", same(index))
    } else {
        name
    }
}

/// # Safety
///
/// As for [`save`]; the field is one of the description's.
unsafe fn save_field(
    file: &mut File<'_>,
    field: &VMStateField,
    opaque: *mut c_void,
    mut json: Option<&mut JsonWriter>,
    label: &str,
    version_id: c_int,
) -> Result<(), Error> {
    hooks::check_cells(file)?;
    // SAFETY: promised by the caller.
    if !unsafe { hooks::exists(field, opaque, version_id) }? {
        return Ok(());
    }
    hooks::check_cells(file)?;
    // SAFETY: promised by the caller.
    let elements = unsafe { Elements::of(field, opaque) }?;
    // SAFETY: promised by the caller.
    let content = unsafe { shape::content(field) }?;
    // SAFETY: promised by the caller.
    let compressible = unsafe { shape::is_compressible(field, MAX_DEPTH) };
    let mut was_null = false;
    // Whether an element has been described that stands for those after it.
    let mut stands_for_more = false;
    for index in 0..elements.count {
        // SAFETY: the index is below the count.
        let null = unsafe { elements.is_null(index) };
        let mut end = elements.count;
        // QEMU looks for the end of a run at its begin only, and never of the first one if that has no nulls.
        if null != was_null {
            was_null = null;
            stands_for_more = false;
            // SAFETY: the indices are below the count.
            let run = (index..elements.count).take_while(|other| unsafe { elements.is_null(*other) } == null);
            end = index + run.count();
        }
        let described = json.as_deref_mut().filter(|_| !stands_for_more);
        stands_for_more |= compressible;
        let entry = Entry { label, index, left: end - index, compressible: compressible || null };
        // SAFETY: the index is below the count.
        let element = unsafe { elements.element(index) };
        // SAFETY: the element is one of the field's, or null.
        unsafe { save_element(file, field, &content, element, elements.size, described.map(|json| (json, entry))) }
            .map_err(|error| if elements.count > 1 { error.below(&format!("[{index}]")) } else { error })?;
    }
    Ok(())
}

/// What the self-description says of an element beside its contents.
#[derive(Clone, Copy)]
struct Entry<'a> {
    label: &'a str,
    index: usize,
    /// Elements from this one on for which it may stand.
    left: usize,
    compressible: bool,
}

impl Entry<'_> {
    fn begin(&self, json: &mut JsonWriter, kind: &str) {
        json.start_object(None);
        json.text("name", self.label);
        // A single element has neither; so has, as QEMU counts what is left, the last one of a run.
        if self.left > 1 {
            let (key, value) = if self.compressible { ("array_len", self.left) } else { ("index", self.index) };
            json.number(key, value as i64);
        }
        json.text("type", kind);
    }
}

/// # Safety
///
/// As for [`save`]; `element` is one of the field's elements, or null.
unsafe fn save_element(
    file: &mut File<'_>,
    field: &VMStateField,
    content: &Content<'_>,
    element: *mut c_void,
    size: usize,
    described: Option<(&mut JsonWriter, Entry<'_>)>,
) -> Result<(), Error> {
    let begin = file.offset();
    let is_null = element.is_null() && size > 0;
    let (mut json, entry) = described.unzip();
    if let (Some(json), Some(entry)) = (json.as_deref_mut(), entry) {
        entry.begin(json, &if is_null { "nullptr".to_owned() } else { hooks::kind_name(field) });
    }
    if is_null {
        if !field.flags.intersects(VMStateFlags::VMS_ARRAY_OF_POINTER) {
            return Err(Error::new(ErrorKind::Invalid, "the pointer to the data is null"));
        }
        file.put(&[NULL_MARKER]);
    } else {
        // SAFETY: promised by the caller.
        unsafe { save_content(file, field, content, element, size, json.as_deref_mut()) }?;
    }
    if let Some(json) = json {
        json.number("size", (file.offset() - begin) as i64);
        json.end_object();
    }
    Ok(())
}

/// # Safety
///
/// As for [`save`]; `element` is one of the field's elements.
unsafe fn save_content(
    file: &mut File<'_>,
    field: &VMStateField,
    content: &Content<'_>,
    element: *mut c_void,
    size: usize,
    mut json: Option<&mut JsonWriter>,
) -> Result<(), Error> {
    let Content::Description(vmsd, version_id) = content else {
        let json = json.map_or(core::ptr::null_mut(), |json| core::ptr::from_mut(json).cast());
        // SAFETY: promised by the caller.
        return unsafe { hooks::put(file, field, element, size, json) };
    };
    // A struct with a version of its own has its contents right in the field's object.
    let wraps = !field.flags.intersects(VMStateFlags::VMS_VSTRUCT);
    if let (Some(json), true) = (json.as_deref_mut(), wraps) {
        json.start_object(Some("struct"));
    }
    // SAFETY: the element is described by the nested description.
    unsafe { save(file, vmsd, element, json.as_deref_mut(), *version_id) }?;
    if let (Some(json), true) = (json, wraps) {
        json.end_object();
    }
    Ok(())
}

/// # Safety
///
/// As for [`save`].
unsafe fn save_subsections(
    file: &mut File<'_>,
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    mut json: Option<&mut JsonWriter>,
) -> Result<(), Error> {
    let mut any = false;
    // SAFETY: the list is that of a valid description.
    for subsection in unsafe { subsections(vmsd.subsections) } {
        // SAFETY: a subsection describes the same object.
        if !unsafe { hooks::needed(subsection, opaque) }? {
            continue;
        }
        // This or an earlier question may have left a borrow.
        hooks::check_cells(file)?;
        let name = shape::description_name(subsection)?;
        if let Some(json) = json.as_deref_mut() {
            if !any {
                json.start_array("subsections");
            }
            json.start_object(None);
        }
        any = true;
        file.put(&[SUBSECTION, name.len() as u8]);
        file.put(name);
        file.put(&subsection.version_id.to_be_bytes());
        // SAFETY: a subsection describes the same object.
        unsafe { save(file, subsection, opaque, json.as_deref_mut(), subsection.version_id) }?;
        if let Some(json) = json.as_deref_mut() {
            json.end_object();
        }
    }
    match json {
        Some(json) if any => json.end_array(),
        _ => {}
    }
    Ok(())
}
