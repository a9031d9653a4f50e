//! A kind of one's own.

use core::{
    ffi::{c_int, c_void, CStr},
    fmt,
    marker::PhantomData,
    mem::size_of,
};

use crate::{
    bindings::{
        qemu_get_buffer, qemu_put_buffer, JSONWriter, QEMUFile, VMStateField, VMStateFlags, VMStateInfo, Zeroable,
    },
    callback,
    error::{many_bytes, InvalidError},
    report,
};

/// A type that says itself what its bytes in a stream are: a kind of field.
///
/// [`impl_vmstate_codec!`](crate::impl_vmstate_codec) makes it a field of tables and of derived structs. It is for what no table
/// can say; where `into(T)` or a nested struct will do, they are better.
///
/// ```
/// use std::ffi::CStr;
/// use migration::{impl_vmstate_codec, kinds::{Codec, Decoder, Encoder}};
/// use migration::{load_state_mut, save_state, InvalidError, ToMigrationState};
///
/// /// A text of up to 8 bytes, behind its length.
/// #[derive(Clone, Debug, Default, PartialEq)]
/// struct Label(String);
///
/// impl Codec for Label {
///     const NAME: &'static CStr = c"label";
///     const MAX_WIRE_LEN: usize = 9;
///
///     fn encode(&self, output: &mut Encoder<'_>) -> Result<(), InvalidError> {
///         output.put_u8(self.0.len() as u8);
///         output.put_bytes(self.0.as_bytes());
///         Ok(())
///     }
///
///     fn decode(input: &mut Decoder<'_>) -> Result<Self, InvalidError> {
///         let mut text = vec![0; input.get_u8()?.into()];
///         input.get_bytes(&mut text)?;
///         String::from_utf8(text).map(Self).map_err(|_| InvalidError::new("expected a text, found other bytes"))
///     }
/// }
/// impl_vmstate_codec!(Label);
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "disk")]
/// struct Disk {
///     label: Label,
/// }
///
/// let mut disk = Disk { label: Label("data".into()) };
/// assert_eq!(save_state(&disk)?, *b"\x04data");
/// load_state_mut(&mut disk, b"\x02db", 1)?;
/// assert_eq!(disk.label.0, "db");
///
/// let error = load_state_mut(&mut disk, b"\x02\xff\xff", 1).unwrap_err();
/// assert_eq!((error.path(), error.message()), ("label", "expected a text, found other bytes"));
/// assert_eq!(disk.label.0, "db");
/// # Ok::<(), migration::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what its bytes in a stream are",
    label = "not a `Codec`",
    note = "implement `migration::kinds::Codec` for it: the kind's name, the most bytes it has, `encode` and `decode`"
)]
pub trait Codec: Clone + Default {
    /// The kind's name in the self-description of a stream: not `struct`, `vstruct` or `tmp`, which say that a table describes
    /// the bytes.
    const NAME: &'static CStr;

    /// How many bytes a value has at most. Saving more is an error, and so is reading more.
    const MAX_WIRE_LEN: usize;

    /// Writes the value.
    ///
    /// # Errors
    ///
    /// If the value cannot be saved.
    fn encode(&self, output: &mut Encoder<'_>) -> Result<(), InvalidError>;

    /// Reads a value: just the bytes that [`encode`](Self::encode) has written.
    ///
    /// # Errors
    ///
    /// If the bytes are none of a value.
    fn decode(input: &mut Decoder<'_>) -> Result<Self, InvalidError>;
}

/// Where a [`Codec`] writes its bytes.
pub struct Encoder<'f> {
    file: *mut QEMUFile,
    written: usize,
    limit: usize,
    _file: PhantomData<&'f mut QEMUFile>,
}

/// What a [`Codec`] reads its bytes from.
pub struct Decoder<'f> {
    file: *mut QEMUFile,
    read: usize,
    limit: usize,
    _file: PhantomData<&'f mut QEMUFile>,
}

macro_rules! put {
    ($($name:ident: $type:ty),*) => {$(
        #[doc = concat!("Writes a `", stringify!($type), "`, big-endian.")]
        pub fn $name(&mut self, value: $type) {
            self.put_bytes(&value.to_be_bytes());
        }
    )*};
}

macro_rules! get {
    ($($name:ident: $type:ty),*) => {$(
        #[doc = concat!("Reads a `", stringify!($type), "`, big-endian.")]
        ///
        /// # Errors
        ///
        /// If there are not so many bytes, or the codec has not so many.
        pub fn $name(&mut self) -> Result<$type, InvalidError> {
            let mut bytes = [0; size_of::<$type>()];
            self.get_bytes(&mut bytes)?;
            Ok(<$type>::from_be_bytes(bytes))
        }
    )*};
}

impl Encoder<'_> {
    put!(put_u8: u8, put_u16: u16, put_u32: u32, put_u64: u64);

    /// Writes bytes. Those above [`Codec::MAX_WIRE_LEN`] are counted only, and refused in the end.
    pub fn put_bytes(&mut self, bytes: &[u8]) {
        self.written = self.written.saturating_add(bytes.len());
        if self.written <= self.limit {
            // SAFETY: whoever walks the table handed its own file over; the slice is there.
            unsafe { qemu_put_buffer(self.file, bytes.as_ptr(), bytes.len()) };
        }
    }

    fn finish(&self) -> Result<(), InvalidError> {
        if self.written <= self.limit {
            return Ok(());
        }
        Err(InvalidError::new(format!(
            "expected a codec of at most {}, found {}",
            many_bytes(self.limit),
            self.written
        )))
    }
}

impl Decoder<'_> {
    get!(get_u8: u8, get_u16: u16, get_u32: u32, get_u64: u64);

    /// Fills the slice.
    ///
    /// # Errors
    ///
    /// If there are not so many bytes, or the codec has not so many.
    pub fn get_bytes(&mut self, bytes: &mut [u8]) -> Result<(), InvalidError> {
        let length = bytes.len();
        let left = self.limit - self.read;
        if length > left {
            let limit = many_bytes(self.limit);
            return Err(InvalidError::new(format!(
                "expected a codec of at most {limit}, found {} that it wants",
                self.read.saturating_add(length)
            )));
        }
        // SAFETY: whoever walks the table handed its own file over; the slice has the room.
        let there = unsafe { qemu_get_buffer(self.file, bytes.as_mut_ptr(), length) };
        self.read += length;
        if there < length {
            return Err(InvalidError::new(format!("expected {}, found {there}", many_bytes(length))));
        }
        Ok(())
    }
}

impl fmt::Debug for Encoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("written", &self.written).finish_non_exhaustive()
    }
}

impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").field("read", &self.read).finish_non_exhaustive()
    }
}

struct Kind<T>(PhantomData<T>);

impl<T: Codec> Kind<T> {
    const INFO: VMStateInfo = {
        assert!(!T::NAME.is_empty(), "the name of a codec is not empty");
        assert!(
            !matches!(T::NAME.to_bytes(), b"struct" | b"vstruct" | b"tmp"),
            "the name of a codec is not `struct`, `vstruct` or `tmp`: readers look for a table then"
        );
        VMStateInfo { name: T::NAME.as_ptr(), get: Some(Self::get), put: Some(Self::put) }
    };

    unsafe extern "C" fn get(file: *mut QEMUFile, value: *mut c_void, _: usize, _: *const VMStateField) -> c_int {
        callback::run(|| {
            let mut input = Decoder { file, read: 0, limit: T::MAX_WIRE_LEN, _file: PhantomData };
            let received = T::decode(&mut input)?;
            // SAFETY: the entry stands for a value of this type.
            let old = unsafe { value.cast::<T>().replace(received) };
            // It may run device code, and by now the new value is in place.
            drop(old);
            Ok::<(), InvalidError>(())
        })
    }

    unsafe extern "C" fn put(
        file: *mut QEMUFile,
        value: *mut c_void,
        _: usize,
        field: *const VMStateField,
        _: *mut JSONWriter,
    ) -> c_int {
        let status = callback::run(|| {
            // SAFETY: the entry stands for a value of this type, which nobody changes while it is saved.
            let value = unsafe { &*value.cast::<T>() };
            let mut output = Encoder { file, written: 0, limit: T::MAX_WIRE_LEN, _file: PhantomData };
            value.encode(&mut output)?;
            output.finish()
        });
        // SAFETY: whoever walks the table hands its own file over.
        unsafe { report::put_status(file, field, status) }
    }
}

/// The entry of a type with a kind of its own.
#[doc(hidden)]
pub const fn codec_entry<T: Codec>() -> VMStateField {
    VMStateField {
        size: size_of::<T>(),
        info: const { &Kind::<T>::INFO },
        // For the text of a table. Whoever walks it looks here only for the size of a buffer.
        size_offset: T::MAX_WIRE_LEN,
        flags: VMStateFlags::VMS_SINGLE,
        ..VMStateField::ZERO
    }
}

/// Makes a type with a [`Codec`](crate::kinds::Codec) a field of tables and of derived structs: `impl_vmstate_codec!(Type)`.
#[macro_export]
macro_rules! impl_vmstate_codec {
    ($type:ty) => {
        // SAFETY: the kind writes only whole values of the type.
        unsafe impl $crate::VMState for $type {
            const BASE: $crate::bindings::VMStateField = $crate::kinds::codec_entry::<$type>();
            const WIRE_LEN: $crate::vmstate::WireLen =
                $crate::vmstate::WireLen::of(<$type as $crate::kinds::Codec>::MAX_WIRE_LEN);
        }

        impl $crate::Blank for $type {
            fn blank() -> Self {
                ::core::default::Default::default()
            }
        }

        impl $crate::ToMigrationState for $type {
            type Migrated = Self;

            fn snapshot_migration_state(&self, target: &mut Self) -> ::core::result::Result<(), $crate::InvalidError> {
                ::core::clone::Clone::clone_from(target, self);
                ::core::result::Result::Ok(())
            }

            fn restore_migrated_state_mut(
                &mut self,
                source: Self,
                _version_id: ::core::primitive::u8,
            ) -> ::core::result::Result<(), $crate::InvalidError> {
                *self = source;
                ::core::result::Result::Ok(())
            }
        }
    };
}
