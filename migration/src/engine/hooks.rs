//! Calls of device code through C function pointers.

use core::ffi::{c_int, c_void, CStr};

use super::{file::File, save};
use crate::{
    bindings::{JSONWriter, VMStateDescription, VMStateField, VMStateFlags, VMStateInfo},
    bql,
    callback::{self, Failure},
    error::{Error, ErrorKind, InvalidError},
    state::set_comparison,
    vmstate::is_guard,
};

/// In-place access goes behind the back of cells, so nobody may be looking into one. Device code can leave a borrow behind each
/// time that it is called.
#[inline]
pub(super) fn check_not_borrowed() -> Result<(), Error> {
    if bql::any_borrowed() {
        return Err(borrowed());
    }
    Ok(())
}

#[cold]
fn borrowed() -> Error {
    Error::new(ErrorKind::NotMigratable, "this thread borrows a `BqlRefCell`: end the borrow before")
}

/// As [`check_not_borrowed`], if it is the device itself that is loaded or saved and no scratch value.
pub(super) fn check_cells(file: &File<'_>) -> Result<(), Error> {
    if file.journal.is_some() || file.reads_cells {
        check_not_borrowed()
    } else {
        Ok(())
    }
}

/// Why the call that has just returned failed.
#[cold]
pub(super) fn failure(what: &str, status: c_int) -> Error {
    match callback::take_reason() {
        Some(Failure::Refused(invalid)) => Error::from_device(invalid),
        Some(Failure::Panicked(text)) => Error::new(ErrorKind::Panicked, format!("{what} panicked: {text}")),
        Some(Failure::Numbered(status)) => numbered(what, status),
        None => numbered(what, status),
    }
}

fn numbered(what: &str, status: c_int) -> Error {
    let text = std::io::Error::from_raw_os_error(status.saturating_neg());
    Error::new(ErrorKind::Callback, format!("{what} failed: {text}"))
}

fn outcome(what: &str, status: c_int, file: &mut File<'_>) -> Result<(), Error> {
    match (file.take_error(), status) {
        (Some(error), _) => {
            // The file's error is the cause, and a reason left beside it is of the same fault.
            callback::forget_reason();
            Err(match callback::take_index() {
                Some(index) => error.below(&format!("[{index}]")),
                None => error,
            })
        }
        (None, 0) => Ok(()),
        (None, status) => Err(failure(what, status)),
    }
}

/// A hook with an error object says yes or no.
fn errp_status(success: bool) -> c_int {
    if success {
        0
    } else {
        -libc::EINVAL
    }
}

/// One of the two forms of a hook: with a number as result, or with an error object.
pub(super) enum Hook {
    Plain(Option<unsafe extern "C" fn(*mut c_void) -> c_int>),
    Errp(unsafe extern "C" fn(*mut c_void, *mut *mut crate::bindings::Error) -> bool),
}

impl Hook {
    pub(super) fn pre_load(vmsd: &VMStateDescription) -> Self {
        vmsd.pre_load_errp.map_or(Self::Plain(vmsd.pre_load), Self::Errp)
    }

    pub(super) fn pre_save(vmsd: &VMStateDescription) -> Self {
        vmsd.pre_save_errp.map_or(Self::Plain(vmsd.pre_save), Self::Errp)
    }

    pub(super) fn post_save(vmsd: &VMStateDescription) -> Self {
        Self::Plain(vmsd.post_save)
    }

    /// Runs the hook, if there is one.
    ///
    /// # Safety
    ///
    /// The hook is that of a description that is valid for `opaque`.
    pub(super) unsafe fn run(self, what: &str, opaque: *mut c_void) -> Result<(), Error> {
        callback::forget_reason();
        let status = match self {
            Self::Plain(None) => 0,
            // SAFETY: promised by the caller.
            Self::Plain(Some(hook)) => unsafe { hook(opaque) },
            // SAFETY: promised by the caller; a null `errp` says that nobody wants the error object.
            Self::Errp(hook) => errp_status(unsafe { hook(opaque, core::ptr::null_mut()) }),
        };
        if status == 0 {
            Ok(())
        } else {
            Err(failure(what, status))
        }
    }
}

/// Whether device code runs before or after the description is saved.
pub(super) fn has_save_hooks(vmsd: &VMStateDescription) -> bool {
    vmsd.pre_save.is_some() || vmsd.pre_save_errp.is_some() || vmsd.post_save.is_some()
}

/// Whether device code runs before the description is loaded.
pub(super) fn has_pre_load(vmsd: &VMStateDescription) -> bool {
    vmsd.pre_load.is_some() || vmsd.pre_load_errp.is_some()
}

/// Whether device code runs after the description is loaded.
pub(super) fn has_post_load(vmsd: &VMStateDescription) -> bool {
    vmsd.post_load.is_some() || vmsd.post_load_errp.is_some()
}

/// Whether the description has hooks but `needed`.
pub(super) fn has_hooks(vmsd: &VMStateDescription) -> bool {
    has_save_hooks(vmsd) || has_pre_load(vmsd) || has_post_load(vmsd)
}

/// Runs `post_load`, if there is one.
///
/// # Safety
///
/// The description is valid for `opaque`.
pub(super) unsafe fn post_load(vmsd: &VMStateDescription, opaque: *mut c_void, version_id: c_int) -> Result<(), Error> {
    callback::forget_reason();
    let status = match (vmsd.post_load_errp, vmsd.post_load) {
        // SAFETY: promised by the caller; a null `errp` says that nobody wants the error object.
        (Some(hook), _) => errp_status(unsafe { hook(opaque, version_id, core::ptr::null_mut()) }),
        // SAFETY: promised by the caller.
        (None, Some(hook)) => unsafe { hook(opaque, version_id) },
        (None, None) => 0,
    };
    // C takes a positive result of this hook for success.
    if status >= 0 {
        Ok(())
    } else {
        Err(failure("`post_load`", status))
    }
}

/// Asks whether a subsection is needed: always, where there is no test.
///
/// # Safety
///
/// The description is valid for `opaque`.
#[inline]
pub(super) unsafe fn needed(vmsd: &VMStateDescription, opaque: *mut c_void) -> Result<bool, Error> {
    let Some(test) = vmsd.needed else { return Ok(true) };
    callback::forget_reason();
    // SAFETY: promised by the caller.
    let needed = unsafe { test(opaque) };
    if callback::has_reason() {
        return Err(failure("`needed`", -libc::EIO));
    }
    Ok(needed)
}

/// Asks whether a field exists. A check without bytes that says no is an error.
///
/// # Safety
///
/// The field is one of a description that is valid for `opaque`.
pub(super) unsafe fn exists(field: &VMStateField, opaque: *mut c_void, version_id: c_int) -> Result<bool, Error> {
    if is_guard(field) && field.version_id > version_id {
        // The array that it guards is not there either, so its count may be any.
        return Ok(true);
    }
    let must = field.flags.intersects(VMStateFlags::VMS_MUST_EXIST);
    let exists = match field.field_exists {
        None => field.version_id <= version_id,
        Some(test) => {
            callback::forget_reason();
            // SAFETY: promised by the caller.
            let exists = unsafe { test(opaque, version_id) };
            match callback::take_reason() {
                Some(Failure::Refused(invalid)) if must => return Err(refused(field, Some(&invalid))),
                Some(reason) => {
                    callback::leave_reason(reason);
                    return Err(failure("the test whether it exists", -libc::EIO));
                }
                None => exists,
            }
        }
    };
    if must && !exists {
        Err(refused(field, None))
    } else {
        Ok(exists)
    }
}

fn refused(field: &VMStateField, reason: Option<&InvalidError>) -> Error {
    match reason {
        Some(reason) => Error::from_device(reason.clone()),
        None => Error::new(ErrorKind::Invalid, format!("the check \"{}\" says no", name_of(field))),
    }
}

/// The field's name; empty if it has none.
pub(super) fn name_of(field: &VMStateField) -> String {
    if field.name.is_null() {
        return String::new();
    }
    // SAFETY: a field's name that is not null is a C string.
    unsafe { CStr::from_ptr(field.name) }.to_string_lossy().into_owned()
}

/// Reads one element by its kind.
///
/// # Safety
///
/// The field is one of a valid description, and `element` one of its elements.
pub(super) unsafe fn get(
    file: &mut File<'_>,
    field: &VMStateField,
    element: *mut c_void,
    size: usize,
) -> Result<(), Error> {
    let get = info(field).and_then(|info| info.get).ok_or_else(|| no_kind("read"))?;
    drop((callback::take_reason(), callback::take_index()));
    // Whatever the kind loads into scratch memory is not there any more when the journal is followed; a `Tmp` has none.
    let journal = if is_tmp(field) { None } else { Some(file.journal.take()) };
    // SAFETY: promised by the caller; nobody else uses the file during the call.
    let status = unsafe { get(file.as_c(), element, size, field) };
    if let Some(journal) = journal {
        file.journal = journal;
    }
    outcome("its kind", status, file)
}

/// Writes one element by its kind.
///
/// # Safety
///
/// As for [`get`]; and `json` is null or a writer of this engine.
pub(super) unsafe fn put(
    file: &mut File<'_>,
    field: &VMStateField,
    element: *mut c_void,
    size: usize,
    json: *mut JSONWriter,
) -> Result<(), Error> {
    let put = info(field).and_then(|info| info.put).ok_or_else(|| no_kind("written"))?;
    check_cells(file)?;
    callback::forget_reason();
    // What the kind saves out of scratch memory is in nobody's cell; a `Tmp` has none.
    let reads_cells = file.reads_cells;
    file.reads_cells &= is_tmp(field);
    // SAFETY: promised by the caller; nobody else uses the file during the call.
    let status = unsafe { put(file.as_c(), element, size, field, json) };
    file.reads_cells = reads_cells;
    outcome("its kind", status, file)
}

/// The field's kind.
pub(super) fn info(field: &VMStateField) -> Option<&VMStateInfo> {
    // SAFETY: a field's kind is null or lives as long as the field.
    unsafe { field.info.as_ref() }
}

fn no_kind(what: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("the field has no kind by which it could be {what}"))
}

/// Whether the kind is that of `Migratable`: it undoes its own changes, and looks like a struct from outside.
pub(super) fn is_migratable(field: &VMStateField) -> bool {
    info(field).is_some_and(crate::state::is_migratable)
}

/// Whether the kind is that of `Tmp`: its table describes the element.
pub(super) fn is_tmp(field: &VMStateField) -> bool {
    info(field).is_some_and(crate::kinds::is_tmp)
}

/// Lets a `Migratable` leave a note how to return to what it has now.
///
/// # Safety
///
/// The field is that of a `Migratable` in a valid description, and `element` one of its elements, which stays until the notes of
/// the open transaction were followed or dropped.
pub(super) unsafe fn leave_way_back(field: &VMStateField, element: *mut c_void) -> Result<(), Error> {
    let get = info(field).and_then(|info| info.get).ok_or_else(|| no_kind("read"))?;
    set_comparison(save::are_saved_alike);
    callback::forget_reason();
    // SAFETY: promised by the caller; without a file, a `Migratable` just leaves its note.
    match unsafe { get(core::ptr::null_mut(), element, field.size, field) } {
        0 => Ok(()),
        status => Err(failure("its kind", status).below(&name_of(field))),
    }
}

/// The kind's name in the self-description.
pub(super) fn kind_name(field: &VMStateField) -> String {
    if field.flags.intersects(VMStateFlags::VMS_STRUCT) {
        return "struct".to_owned();
    }
    if field.flags.intersects(VMStateFlags::VMS_VSTRUCT) {
        return "vstruct".to_owned();
    }
    // SAFETY: a kind's name is null or a C string.
    match info(field).map(|info| unsafe { super::shape::name_bytes(info.name) }) {
        None | Some([]) => "unknown".to_owned(),
        Some(name) => String::from_utf8_lossy(name).into_owned(),
    }
}
