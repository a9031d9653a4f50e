//! The C side of it: see `devices.h`.

use std::ffi::{c_char, c_void, CStr, CString};

use migration::bindings::VMStateDescription;

use crate::{allocations, board::Model, devices, faults, random::Random};

/// What C does with one device.
pub struct Entry {
    pub table: fn() -> *const VMStateDescription,
    pub new: fn(u64) -> *mut c_void,
    pub text: unsafe fn(*const c_void) -> String,
    pub free: unsafe fn(*mut c_void),
}

/// # Safety
///
/// `object` is a device of this type.
unsafe fn text<D: Model>(object: *const c_void) -> String {
    // SAFETY: promised by the caller.
    format!("{:?}", unsafe { &*object.cast::<D>() })
}

/// # Safety
///
/// `object` was made by [`Entry::new`] of this type, and is used no more.
unsafe fn free<D: Model>(object: *mut c_void) {
    // SAFETY: promised by the caller.
    drop(unsafe { Box::from_raw(object.cast::<D>()) });
}

impl Entry {
    pub const fn of<D: Model>() -> Self {
        Self {
            table: || const { &D::VMSD }.as_ref(),
            new: |seed| Box::into_raw(Box::new(D::any(&mut Random::new(seed)))).cast(),
            text: text::<D>,
            free: free::<D>,
        }
    }
}

fn to_c(text: String) -> *mut c_char {
    CString::new(text).unwrap_or_default().into_raw()
}

#[no_mangle]
extern "C" fn device_count() -> usize {
    devices::ALL.len()
}

#[no_mangle]
extern "C" fn device_table(device: usize) -> *const VMStateDescription {
    (devices::ALL[device].table)()
}

#[no_mangle]
extern "C" fn device_new(device: usize, seed: u64) -> *mut c_void {
    (devices::ALL[device].new)(seed)
}

/// # Safety
///
/// The object is of this device.
#[no_mangle]
unsafe extern "C" fn device_text(device: usize, object: *const c_void) -> *mut c_char {
    // SAFETY: promised by the caller.
    to_c(unsafe { (devices::ALL[device].text)(object) })
}

/// # Safety
///
/// The object is of this device, and is used no more.
#[no_mangle]
unsafe extern "C" fn device_free(device: usize, object: *mut c_void) {
    // SAFETY: promised by the caller.
    unsafe { (devices::ALL[device].free)(object) };
}

#[no_mangle]
extern "C" fn device_hooks() -> *mut c_char {
    to_c(faults::called())
}

/// # Safety
///
/// The text is one of those that the functions above return, and is used no more.
#[no_mangle]
unsafe extern "C" fn device_text_free(text: *mut c_char) {
    // SAFETY: promised by the caller.
    drop(unsafe { CString::from_raw(text) });
}

/// # Safety
///
/// `fault` is a C string.
#[no_mangle]
unsafe extern "C" fn device_set_fault(fault: *const c_char) {
    // SAFETY: promised by the caller.
    faults::set(&unsafe { CStr::from_ptr(fault) }.to_string_lossy());
}

#[no_mangle]
extern "C" fn device_allocations() -> usize {
    allocations::live()
}
