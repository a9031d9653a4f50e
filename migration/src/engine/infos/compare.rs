//! Kinds that compare what is received with what is here.

use core::ffi::{c_int, c_void, CStr};

use super::{status, vmstate_info_int32};
use crate::{
    bindings::{JSONWriter, QEMUFile, VMStateField, VMStateInfo},
    engine::file::File,
    error::{Error, ErrorKind},
};

/// What the field's author wants to be said where values differ.
///
/// # Safety
///
/// `field` is null or one of a valid description.
unsafe fn hint<'a>(field: *const VMStateField) -> Option<&'a CStr> {
    // SAFETY: promised by the caller.
    let hint = unsafe { field.as_ref() }?.err_hint;
    // SAFETY: a hint that is not null is a C string that lives as long as the field.
    (!hint.is_null()).then(|| unsafe { CStr::from_ptr(hint) })
}

macro_rules! equal {
    ($($info:ident: $type:ty = $name:literal),* $(,)?) => {$(
        #[doc = concat!("`", stringify!($type), "`, big-endian, that must be what is here.")]
        #[no_mangle]
        pub static $info: VMStateInfo = {
            unsafe extern "C" fn get(
                file: *mut QEMUFile,
                value: *mut c_void,
                _size: usize,
                field: *const VMStateField,
            ) -> c_int {
                // SAFETY: the walker hands its own file over.
                let file = unsafe { File::from_c(file) };
                // SAFETY: the walker hands over an element of this kind.
                let here = unsafe { value.cast::<$type>().read() };
                match file.take_array().map(<$type>::from_be_bytes) {
                    Ok(received) if received == here => {}
                    Ok(received) => {
                        // SAFETY: the walker hands over the field that the element belongs to.
                        let hint = unsafe { hint(field) };
                        let hint = hint.map(|hint| format!(": {}", hint.to_string_lossy())).unwrap_or_default();
                        let message = format!("expected {here}, as here, found {received}{hint}");
                        file.fail(Error::new(ErrorKind::Invalid, message));
                    }
                    Err(error) => file.fail(error),
                }
                status(file)
            }

            unsafe extern "C" fn put(
                file: *mut QEMUFile,
                value: *mut c_void,
                _size: usize,
                _field: *const VMStateField,
                _description: *mut JSONWriter,
            ) -> c_int {
                // SAFETY: the walker hands its own file over.
                let file = unsafe { File::from_c(file) };
                // SAFETY: the walker hands over an element of this kind.
                let value = unsafe { value.cast::<$type>().read() };
                file.put(&value.to_be_bytes());
                status(file)
            }

            VMStateInfo { name: $name.as_ptr(), get: Some(get), put: Some(put) }
        };
    )*};
}

equal! {
    vmstate_info_uint8_equal: u8 = c"uint8 equal",
    vmstate_info_uint16_equal: u16 = c"uint16 equal",
    vmstate_info_int32_equal: i32 = c"int32 equal",
    vmstate_info_uint32_equal: u32 = c"uint32 equal",
    // The name is wrong in QEMU, and so it stands in streams.
    vmstate_info_uint64_equal: u64 = c"int64 equal",
}

/// `i32`, big-endian, that must be neither below zero nor above what is here, and takes its place.
#[no_mangle]
pub static vmstate_info_int32_le: VMStateInfo = {
    unsafe extern "C" fn get(
        file: *mut QEMUFile,
        value: *mut c_void,
        _size: usize,
        _field: *const VMStateField,
    ) -> c_int {
        // SAFETY: the walker hands its own file over.
        let file = unsafe { File::from_c(file) };
        let value = value.cast::<i32>();
        // SAFETY: the walker hands over an element of this kind.
        let here = unsafe { value.read() };
        match file.take_array().map(i32::from_be_bytes) {
            // SAFETY: as above.
            Ok(received) if (0..=here).contains(&received) => unsafe { value.write(received) },
            Ok(received) => {
                let message = format!("expected a number from 0 to {here}, which is the one here, found {received}");
                file.fail(Error::new(ErrorKind::Invalid, message));
            }
            Err(error) => file.fail(error),
        }
        status(file)
    }

    VMStateInfo { name: c"int32 le".as_ptr(), get: Some(get), put: vmstate_info_int32.put }
};
