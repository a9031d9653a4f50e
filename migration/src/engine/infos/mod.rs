//! The kinds that the C core brings: scalars, raw bytes, bytes that stand for nothing, and those that compare.

mod compare;

use core::ffi::{c_int, c_void};

use super::{file::File, plan::Class};
use crate::bindings::{JSONWriter, QEMUFile, VMStateField, VMStateInfo};

/// The result of a kind whose failure the file remembers.
fn status(file: &File<'_>) -> c_int {
    if file.has_failed() {
        -libc::EIO
    } else {
        0
    }
}

macro_rules! integer {
    ($($info:ident: $type:ty = $name:literal),* $(,)?) => {$(
        #[doc = concat!("`", stringify!($type), "`, big-endian.")]
        #[no_mangle]
        pub static $info: VMStateInfo = {
            unsafe extern "C" fn get(
                file: *mut QEMUFile,
                value: *mut c_void,
                _size: usize,
                _field: *const VMStateField,
            ) -> c_int {
                // SAFETY: the walker hands its own file over.
                let file = unsafe { File::from_c(file) };
                match file.take_array() {
                    // SAFETY: the walker hands over an element of this kind.
                    Ok(bytes) => unsafe { value.cast::<$type>().write(<$type>::from_be_bytes(bytes)) },
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

integer! {
    vmstate_info_int8: i8 = c"int8",
    vmstate_info_int16: i16 = c"int16",
    vmstate_info_int32: i32 = c"int32",
    vmstate_info_int64: i64 = c"int64",
    vmstate_info_uint8: u8 = c"uint8",
    vmstate_info_uint16: u16 = c"uint16",
    vmstate_info_uint32: u32 = c"uint32",
    vmstate_info_uint64: u64 = c"uint64",
}

/// `bool` as one byte; read, all but zero is true.
#[no_mangle]
pub static vmstate_info_bool: VMStateInfo = {
    unsafe extern "C" fn get(
        file: *mut QEMUFile,
        value: *mut c_void,
        _size: usize,
        _field: *const VMStateField,
    ) -> c_int {
        // SAFETY: the walker hands its own file over.
        let file = unsafe { File::from_c(file) };
        match file.take_array::<1>() {
            // SAFETY: the walker hands over an element of this kind.
            Ok([byte]) => unsafe { value.cast::<bool>().write(byte != 0) },
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
        let value = unsafe { value.cast::<bool>().read() };
        file.put(&[u8::from(value)]);
        status(file)
    }

    VMStateInfo { name: c"bool".as_ptr(), get: Some(get), put: Some(put) }
};

/// Raw bytes.
#[no_mangle]
pub static vmstate_info_buffer: VMStateInfo = {
    unsafe extern "C" fn get(
        file: *mut QEMUFile,
        value: *mut c_void,
        size: usize,
        _field: *const VMStateField,
    ) -> c_int {
        // SAFETY: the walker hands its own file over.
        let file = unsafe { File::from_c(file) };
        match file.take(size) {
            // SAFETY: the walker hands over a buffer of this size, which lies outside of the input.
            Ok(bytes) => unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), value.cast(), size) },
            Err(error) => file.fail(error),
        }
        status(file)
    }

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        value: *mut c_void,
        size: usize,
        _field: *const VMStateField,
        _description: *mut JSONWriter,
    ) -> c_int {
        // SAFETY: the walker hands its own file over.
        let file = unsafe { File::from_c(file) };
        // A pointer to no bytes may be null.
        if size > 0 {
            // SAFETY: the walker hands over a buffer of this size.
            file.put(unsafe { core::slice::from_raw_parts(value.cast::<u8>(), size) });
        }
        status(file)
    }

    VMStateInfo { name: c"buffer".as_ptr(), get: Some(get), put: Some(put) }
};

/// Bytes that stand for nothing: written as zeros, read and dropped. No memory is touched.
#[no_mangle]
pub static vmstate_info_unused_buffer: VMStateInfo = {
    const ZEROS: [u8; 64] = [0; 64];

    unsafe extern "C" fn get(
        file: *mut QEMUFile,
        _value: *mut c_void,
        size: usize,
        _field: *const VMStateField,
    ) -> c_int {
        // SAFETY: the walker hands its own file over.
        let file = unsafe { File::from_c(file) };
        if let Err(error) = file.take(size) {
            file.fail(error);
        }
        status(file)
    }

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        _value: *mut c_void,
        size: usize,
        _field: *const VMStateField,
        _description: *mut JSONWriter,
    ) -> c_int {
        // SAFETY: the walker hands its own file over.
        let file = unsafe { File::from_c(file) };
        let mut left = size;
        while left > 0 {
            let step = left.min(ZEROS.len());
            file.put(&ZEROS[..step]);
            left -= step;
        }
        status(file)
    }

    VMStateInfo { name: c"unused_buffer".as_ptr(), get: Some(get), put: Some(put) }
};

/// What one element of a kind is that does nothing but move bytes, and how many bytes.
pub(super) fn plain_class(field: &VMStateField) -> Option<(Class, usize)> {
    let is = |info: &VMStateInfo| core::ptr::eq(field.info, info);
    let numbers: [(&VMStateInfo, Class); 8] = [
        (&vmstate_info_int8, Class::Bytes),
        (&vmstate_info_uint8, Class::Bytes),
        (&vmstate_info_int16, Class::Words16),
        (&vmstate_info_uint16, Class::Words16),
        (&vmstate_info_int32, Class::Words32),
        (&vmstate_info_uint32, Class::Words32),
        (&vmstate_info_int64, Class::Words64),
        (&vmstate_info_uint64, Class::Words64),
    ];
    if is(&vmstate_info_bool) {
        Some((Class::Bools, 1))
    } else if is(&vmstate_info_buffer) {
        Some((Class::Bytes, field.size))
    } else if is(&vmstate_info_unused_buffer) {
        Some((Class::Zeros, field.size))
    } else {
        numbers.iter().find(|(info, _)| is(info)).map(|(_, class)| (*class, class.width()))
    }
}

/// How many bytes of plain memory one element of the field is; `None` for kinds whose memory only they know.
pub(super) fn plain_width(field: &VMStateField, size: usize) -> Option<usize> {
    let is = |info: &VMStateInfo| core::ptr::eq(field.info, info);
    // Those that compare store nothing, but a hook may change what they describe.
    let widths: [(&VMStateInfo, usize); 15] = [
        (&vmstate_info_bool, 1),
        (&vmstate_info_int8, 1),
        (&vmstate_info_uint8, 1),
        (&vmstate_info_int16, 2),
        (&vmstate_info_uint16, 2),
        (&vmstate_info_int32, 4),
        (&vmstate_info_uint32, 4),
        (&vmstate_info_int64, 8),
        (&vmstate_info_uint64, 8),
        (&compare::vmstate_info_uint8_equal, 1),
        (&compare::vmstate_info_uint16_equal, 2),
        (&compare::vmstate_info_int32_equal, 4),
        (&compare::vmstate_info_uint32_equal, 4),
        (&compare::vmstate_info_uint64_equal, 8),
        (&compare::vmstate_info_int32_le, 4),
    ];
    if is(&vmstate_info_buffer) {
        Some(size)
    } else if is(&vmstate_info_unused_buffer) {
        Some(0)
    } else {
        widths.iter().find(|(info, _)| is(info)).map(|(_, width)| *width)
    }
}
