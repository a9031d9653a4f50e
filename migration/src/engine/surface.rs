//! The functions of the C core that tables and kinds call, as this engine offers them.
//!
//! None of them unwinds: they run Rust code that does not panic, or C callbacks, which must not.

use core::ffi::{c_char, c_int, c_uint, CStr};

use super::{file::File, json::JsonWriter, load, save};
use crate::{
    bindings::{self, JSONWriter, QEMUFile, VMStateDescription},
    error::{Error, ErrorKind},
};

/// Saves a description.
///
/// # Safety
///
/// The description is valid for `opaque`; `file` and `json` are those that a kind was called with.
#[no_mangle]
unsafe extern "C" fn vmstate_save_state(
    file: *mut QEMUFile,
    vmsd: *const VMStateDescription,
    opaque: *mut core::ffi::c_void,
    json: *mut JSONWriter,
    _errp: *mut *mut bindings::Error,
) -> c_int {
    // SAFETY: promised by the caller.
    let file = unsafe { File::from_c(file) };
    // SAFETY: promised by the caller.
    let vmsd = unsafe { &*vmsd };
    // SAFETY: promised by the caller.
    let json = unsafe { json.cast::<JsonWriter>().as_mut() };
    // SAFETY: promised by the caller.
    match unsafe { save::save(file, vmsd, opaque, json, vmsd.version_id) } {
        Ok(()) => 0,
        Err(error) => {
            file.fail(error);
            -libc::EINVAL
        }
    }
}

/// Loads a description.
///
/// # Safety
///
/// The description is valid for `opaque`; `file` is the one that a kind was called with.
#[no_mangle]
unsafe extern "C" fn vmstate_load_state(
    file: *mut QEMUFile,
    vmsd: *const VMStateDescription,
    opaque: *mut core::ffi::c_void,
    version_id: c_int,
    _errp: *mut *mut bindings::Error,
) -> c_int {
    // SAFETY: promised by the caller.
    let file = unsafe { File::from_c(file) };
    // SAFETY: promised by the caller.
    let vmsd = unsafe { &*vmsd };
    // SAFETY: promised by the caller.
    match unsafe { load::load(file, vmsd, opaque, version_id) } {
        Ok(()) => 0,
        Err(error) => {
            file.fail(error);
            -libc::EINVAL
        }
    }
}

macro_rules! integers {
    ($($put:ident $get:ident: $wire:ty as $c:ty),* $(,)?) => {$(
        /// Writes the value big-endian.
        ///
        /// # Safety
        ///
        /// `file` is the one that a kind was called with.
        #[no_mangle]
        unsafe extern "C" fn $put(file: *mut QEMUFile, value: $c) {
            // SAFETY: promised by the caller.
            unsafe { File::from_c(file) }.put(&(value as $wire).to_be_bytes());
        }

        /// Reads a big-endian value; 0 and an error of the file at its end.
        ///
        /// # Safety
        ///
        /// `file` is the one that a kind was called with.
        #[no_mangle]
        unsafe extern "C" fn $get(file: *mut QEMUFile) -> $c {
            // SAFETY: promised by the caller.
            let file = unsafe { File::from_c(file) };
            match file.take_array() {
                Ok(bytes) => <$c>::from(<$wire>::from_be_bytes(bytes)),
                Err(error) => {
                    file.fail(error);
                    0
                }
            }
        }
    )*};
}

integers! {
    qemu_put_byte qemu_get_byte: u8 as c_int,
    qemu_put_be16 qemu_get_be16: u16 as c_uint,
    qemu_put_be32 qemu_get_be32: u32 as c_uint,
    qemu_put_be64 qemu_get_be64: u64 as u64,
}

/// Writes bytes.
///
/// # Safety
///
/// `file` is the one that a kind was called with; there are `size` bytes at `buffer`.
#[no_mangle]
unsafe extern "C" fn qemu_put_buffer(file: *mut QEMUFile, buffer: *const u8, size: usize) {
    if size == 0 {
        return;
    }
    // SAFETY: promised by the caller.
    let bytes = unsafe { core::slice::from_raw_parts(buffer, size) };
    // SAFETY: promised by the caller.
    unsafe { File::from_c(file) }.put(bytes);
}

/// Reads bytes, as many as there are; fewer than asked for are an error of the file.
///
/// # Safety
///
/// `file` is the one that a kind was called with; there is room for `size` bytes at `buffer`.
#[no_mangle]
unsafe extern "C" fn qemu_get_buffer(file: *mut QEMUFile, buffer: *mut u8, size: usize) -> usize {
    // SAFETY: promised by the caller.
    let file = unsafe { File::from_c(file) };
    let there = file.rest().len().min(size);
    // Asking for what is not there makes the error; what is there is taken all the same, as C does.
    let result = file.take(size).or_else(|error| {
        file.fail(error);
        file.take(there)
    });
    if let (Ok(bytes), true) = (result, there > 0) {
        // SAFETY: the caller promises the room; the input is other memory.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer, bytes.len()) };
    }
    there
}

/// The error of the file: 0, or a negative errno.
///
/// # Safety
///
/// `file` is the one that a kind was called with.
#[no_mangle]
unsafe extern "C" fn qemu_file_get_error(file: *mut QEMUFile) -> c_int {
    // SAFETY: promised by the caller.
    let failed = unsafe { File::from_c(file) }.has_failed();
    if failed {
        -libc::EIO
    } else {
        0
    }
}

/// Gives the file an error, unless it has one.
///
/// # Safety
///
/// `file` is the one that a kind was called with.
#[no_mangle]
unsafe extern "C" fn qemu_file_set_error(file: *mut QEMUFile, status: c_int) {
    if status != 0 {
        let text = std::io::Error::from_raw_os_error(status.saturating_abs());
        // SAFETY: promised by the caller.
        unsafe { File::from_c(file) }.fail(Error::new(ErrorKind::Callback, text.to_string()));
    }
}

/// Begins an object of the self-description. A null name begins an element of an array.
///
/// # Safety
///
/// `json` is null or the writer that a kind was called with; `name` is null or a C string.
#[no_mangle]
unsafe extern "C" fn json_writer_start_object(json: *mut JSONWriter, name: *const c_char) {
    // SAFETY: promised by the caller.
    let Some(json) = (unsafe { json.cast::<JsonWriter>().as_mut() }) else { return };
    if name.is_null() {
        json.start_object(None);
        return;
    }
    // SAFETY: promised by the caller.
    let name = unsafe { CStr::from_ptr(name) }.to_string_lossy();
    json.start_object(Some(&name));
}

/// Ends an object of the self-description.
///
/// # Safety
///
/// `json` is null or the writer that a kind was called with.
#[no_mangle]
unsafe extern "C" fn json_writer_end_object(json: *mut JSONWriter) {
    // SAFETY: promised by the caller.
    if let Some(json) = unsafe { json.cast::<JsonWriter>().as_mut() } {
        json.end_object();
    }
}
