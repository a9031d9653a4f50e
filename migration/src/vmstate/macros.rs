//! What tables are written with.

use core::{ffi::CStr, marker::PhantomData, mem::size_of};

use super::{VMState, VMStateDescription};
use crate::bindings::{self, VMStateField, VMStateFlags, Zeroable};

/// The offset of a field. By `::core` a user's crate may mean another one, which an unsafe block must not believe.
#[doc(hidden)]
pub use core::mem::offset_of;

/// The type of a field, from a function that borrows it.
#[doc(hidden)]
pub const fn field_type<S, F>(_borrow: fn(&S) -> &F) -> PhantomData<F> {
    PhantomData
}

/// A name for C from a literal that ends with a NUL.
#[doc(hidden)]
pub const fn c_name(name: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(name.as_bytes()) {
        Ok(name) => name,
        Err(_) => panic!("a name holds no NUL"),
    }
}

/// The table of `S`, and of no other struct, whatever the expression could be elsewhere.
#[doc(hidden)]
pub const fn table_of<S>(description: &VMStateDescription<S>) -> &VMStateDescription<S> {
    description
}

/// The entry of a struct with a table.
#[doc(hidden)]
pub const fn struct_entry<S>(description: &'static VMStateDescription<S>) -> VMStateField {
    raw_struct_entry::<S>(description.as_ref())
}

/// The entry of a struct with a table that is C's.
#[doc(hidden)]
pub const fn raw_struct_entry<S>(description: *const bindings::VMStateDescription) -> VMStateField {
    VMStateField {
        size: size_of::<S>(),
        vmsd: description,
        flags: VMStateFlags(VMStateFlags::VMS_SINGLE.0 | VMStateFlags::VMS_STRUCT.0),
        ..VMStateField::ZERO
    }
}

/// The entry of a type that is an unsigned integer in memory: that of its size.
#[doc(hidden)]
pub const fn unsigned_entry<T>() -> VMStateField {
    match size_of::<T>() {
        1 => transparent_entry::<T, u8>(),
        2 => transparent_entry::<T, u16>(),
        4 => transparent_entry::<T, u32>(),
        8 => transparent_entry::<T, u64>(),
        _ => panic!("a register has 8, 16, 32 or 64 bits"),
    }
}

/// The entry of a wrapper with the layout of what it wraps.
#[doc(hidden)]
pub const fn transparent_entry<W, T: VMState>() -> VMStateField {
    assert!(size_of::<W>() == size_of::<T>(), "a transparent wrapper has the size of what it wraps");
    T::BASE
}

/// The entry of a field: `vmstate_of!(Struct, field)`.
///
/// The field's type says the kind, by its [`VMState`](crate::VMState). A path leads into nested structs: `a.b`.
///
/// * `field[0 .. count]`: of the array, only the first `count` elements, where `count` is another field of type `u8`, `u16`,
///   `u32` or `i32`, or a cell around one. It must be loaded before, or never change. A count above the array's length is
///   refused before anything is read or written, under QEMU's C core too. The elements of an array of arrays are those
///   of the innermost one.
/// * `field[0 .. count * FACTOR]`: the same with `count * FACTOR` elements.
/// * `, test`: the field exists only where `test`, a `fn(&Struct, u8) -> bool` that gets the version, says so.
///
/// ```
/// use migration::{bql::BqlCell, vmstate_of, Field};
///
/// struct Queue {
///     level: BqlCell<u8>,
///     entries: BqlCell<[u32; 8]>,
///     limit: BqlCell<u16>,
/// }
///
/// fn has_limit(_: &Queue, version_id: u8) -> bool {
///     version_id >= 2
/// }
///
/// const FIELDS: [Field<Queue>; 3] = [
///     vmstate_of!(Queue, level),
///     vmstate_of!(Queue, entries[0 .. level]),
///     vmstate_of!(Queue, limit, has_limit),
/// ];
/// ```
#[macro_export]
macro_rules! vmstate_of {
    ($struct:ty, $first:tt $(. $rest:tt)* $([0 .. $($count:tt).+ $(* $factor:expr)?])? $(, $test:expr)? $(,)?) => {
        $crate::__vmstate_of!(
            {$struct} {$first $(. $rest)*} {::core::concat!(::core::stringify!($first) $(, ".", ::core::stringify!($rest))*)}
            {$($($count).+ $(* $factor)?)?} {$($test)?}
        )
    };
}

/// The entry of a field, its grammar sorted out.
///
/// What the user wrote is evaluated outside of the unsafe block, so that it needs the word itself where it is unsafe.
#[doc(hidden)]
#[macro_export]
macro_rules! __vmstate_of {
    ({$struct:ty} {$($field:tt)+} {$name:expr} {} {}) => {{
        let name = $crate::vmstate::c_name(::core::concat!($name, "\0"));
        let offset = $crate::vmstate::offset_of!($struct, $($field)+);
        let field = $crate::vmstate::field_type::<$struct, _>(|state| &state.$($field)+);
        // SAFETY: the offset and the type are those of the field.
        let entry: $crate::Field<$struct> = unsafe { $crate::Field::at(name, offset, field) };
        entry
    }};
    ({$struct:ty} {$($field:tt)+} {$name:expr} {} {$test:expr}) => {
        $crate::__vmstate_of!({$struct} {$($field)+} {$name} {} {}).with_test(&$test)
    };
    ({$struct:ty} {$($field:tt)+} {$name:expr} {$($count:tt).+ $(* $factor:expr)?} {$($test:expr)?}) => {{
        let entry = $crate::__vmstate_of!({$struct} {$($field)+} {$name} {} {});
        let name = $crate::vmstate::c_name(::core::concat!($name, ": the count fits the array\0"));
        let counted = $crate::vmstate::Counted {
            count_offset: $crate::vmstate::offset_of!($struct, $($count).+),
            factor: [$(::core::option::Option::Some($factor),)? ::core::option::Option::None][0],
            has_test: 0 < <[&::core::primitive::str]>::len(&[$(::core::stringify!($test))?]),
            field: $crate::vmstate::field_type::<$struct, _>(|state| &state.$($field)+),
            count: $crate::vmstate::counting($crate::vmstate::field_type::<$struct, _>(|state| &state.$($count).+)),
        };
        let locate = |state: &$struct| $crate::vmstate::Count {
            address: &raw const state.$($count).+,
            field: &raw const state.$($field)+,
            factor: const { 1 $(* $factor)? },
            name: ::core::stringify!($($count).+),
        };
        let test = |_state: &$struct, _version_id: ::core::primitive::u8| true $(&& ($test)(_state, _version_id))?;
        // SAFETY: the offset and the type are those of the count, and the function finds the same field; the entry is that of the
        // field.
        unsafe { entry.counted(name, &counted, &locate, &test) }
    }};
}

// A name of an item in an expansion would hide that of the user's: there are none.

/// A list of fields in wire order, for the builder's `fields`.
///
/// It is lowered at compile time into the terminated array that C reads.
#[macro_export]
macro_rules! vmstate_fields {
    // Of derived lists it is known how many fields have a guard in front.
    (@guards $guards:literal; $($field:expr),* $(,)?) => {
        $crate::vmstate::Fields::of(const {
            &$crate::vmstate::LoweredFields::<
                _,
                { <[&::core::primitive::str]>::len(&[$(::core::stringify!($field)),*]) + $guards + 1 },
            >::new([$($field),*])
        })
    };
    // A constant for the length would be in the way of one that a field's expression calls by the same name.
    ($($field:expr),* $(,)?) => {
        $crate::vmstate::Fields::of(const {
            &$crate::vmstate::LoweredFields::<
                _,
                { $crate::vmstate::room_for(<[&::core::primitive::str]>::len(&[$(::core::stringify!($field)),*])) },
            >::new([$($field),*])
        })
    };
}

/// The same as [`vmstate_fields!`]; QEMU needs another macro where a table is a constant of a generic type.
#[macro_export]
macro_rules! vmstate_fields_ref {
    ($($field:tt)*) => {
        $crate::vmstate_fields!($($field)*)
    };
}

/// A list of subsections in wire order, for the builder's `subsections`: constants or statics of type
/// [`VMStateDescription`](crate::VMStateDescription) of the same struct.
#[macro_export]
macro_rules! vmstate_subsections {
    ($($subsection:expr),* $(,)?) => {
        $crate::vmstate::Subsections::of(const {
            &$crate::vmstate::LoweredSubsections::<
                _,
                { 1 + <[&::core::primitive::str]>::len(&[$(::core::stringify!($subsection)),*]) },
            >::new([$(const { &$subsection }),*])
        })
    };
}

/// Bytes on the wire that nothing in the struct stands for: `vmstate_unused!(4)`.
///
/// They are written as zeros and dropped when read.
#[macro_export]
macro_rules! vmstate_unused {
    ($size:expr) => {
        $crate::Field::unused($size)
    };
}

/// A check at its place among the fields: `vmstate_validate!(Struct, c"what must hold", test)`.
///
/// It has no bytes. A load where `test`, a `fn(&Struct, u8) -> bool`, says no is refused, and so is saving. It sees the fields that
/// stand before it.
///
/// ```
/// use migration::{bql::BqlCell, vmstate_of, vmstate_validate, Field};
///
/// struct Ring {
///     head: BqlCell<u32>,
/// }
///
/// fn head_in_range(ring: &Ring, _version_id: u8) -> bool {
///     ring.head.get() < 16
/// }
///
/// const FIELDS: [Field<Ring>; 2] = [
///     vmstate_of!(Ring, head),
///     vmstate_validate!(Ring, c"head is in the ring", head_in_range),
/// ];
/// ```
#[macro_export]
macro_rules! vmstate_validate {
    ($struct:ty, $name:expr, $test:expr $(,)?) => {
        $crate::Field::<$struct>::validate($name, &$test)
    };
}

/// The C function for a test: `vmstate_exist_fn!(Struct, test)`, for a raw entry's `field_exists`.
#[macro_export]
macro_rules! vmstate_exist_fn {
    ($struct:ty, $test:expr) => {
        $crate::vmstate::exists::<$struct, _>(&$test)
    };
}

/// Calls a function with the `PhantomData` of a field's type: `call_func_with_field!(function, Struct, a.b)`.
///
/// ```
/// use core::marker::PhantomData;
/// use migration::call_func_with_field;
///
/// struct Pair { first: u16, second: u64 }
///
/// const fn size_of<T>(_: PhantomData<T>) -> usize {
///     core::mem::size_of::<T>()
/// }
///
/// const SECOND: usize = call_func_with_field!(size_of, Pair, second);
/// assert_eq!(SECOND, 8);
/// ```
#[macro_export]
macro_rules! call_func_with_field {
    ($function:expr, $struct:ty, $($field:tt).+) => {
        $function($crate::vmstate::field_type::<$struct, _>(|state| &state.$($field).+))
    };
}
