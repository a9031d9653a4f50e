//! Macros that implement [`VMState`](crate::VMState).

/// Makes a struct with a table a field of other tables: `impl_vmstate_struct!(Struct, TABLE)`.
///
/// If the struct has `Default`, it also becomes [`Blank`](crate::Blank), so that it can be a shadow struct.
#[macro_export]
macro_rules! impl_vmstate_struct {
    ($type:ty, $description:expr) => {
        // SAFETY: the table is the type's own.
        unsafe impl $crate::VMState for $type {
            const BASE: $crate::bindings::VMStateField =
                $crate::vmstate::struct_entry::<$type>(const { &$description });
            const IN_CELLS: ::core::primitive::bool = $crate::vmstate::table_of::<$type>(&$description).is_in_cells();
            const FOLLOWS_POINTERS: ::core::primitive::bool =
                $crate::vmstate::table_of::<$type>(&$description).follows_pointers();
            const RUNS_CODE: ::core::primitive::bool = $crate::vmstate::table_of::<$type>(&$description).runs_code();
            const WIRE_LEN: $crate::vmstate::WireLen = $crate::vmstate::table_of::<$type>(&$description).wire_len();
        }

        // The lifetime keeps the bound from being looked at here: without `Default` the impl just never applies.
        impl $crate::Blank for $type
        where
            for<'never> $type: ::core::default::Default,
        {
            fn blank() -> Self {
                ::core::default::Default::default()
            }
        }
    };
}

/// Makes a C structure with a C table a field of other tables: `impl_vmstate_c_struct!(unsafe Struct, TABLE)`.
///
/// # Safety
///
/// Which the word `unsafe` promises: the table describes this structure.
#[macro_export]
macro_rules! impl_vmstate_c_struct {
    (unsafe $type:ty, $description:expr) => {
        // SAFETY: promised by whoever calls the macro.
        unsafe impl $crate::VMState for $type {
            const BASE: $crate::bindings::VMStateField =
                $crate::vmstate::raw_struct_entry::<$type>(&raw const $description);
        }
    };
    ($($without_unsafe:tt)*) => {
        ::core::compile_error!(
            "write `impl_vmstate_c_struct!(unsafe Struct, TABLE)`: with the word `unsafe` you promise that the table describes this structure"
        );
    };
}

/// A tuple struct travels as its first field does: `impl_vmstate_forward!(Struct)`.
///
/// ```
/// use migration::{impl_vmstate_forward, save_state, vmstate_fields, vmstate_of};
/// use migration::{Describe, VMStateDescription, VMStateDescriptionBuilder};
///
/// struct Mask(u16);
/// impl_vmstate_forward!(Mask);
///
/// struct Port { mask: Mask }
/// impl Describe for Port {
///     const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
///         .name(c"port")
///         .fields(vmstate_fields! { vmstate_of!(Port, mask) })
///         .build();
/// }
/// assert_eq!(save_state(&Port { mask: Mask(0x102) })?, [1, 2]);
/// # Ok::<(), migration::Error>(())
/// ```
#[macro_export]
macro_rules! impl_vmstate_forward {
    ($type:ty) => {
        // SAFETY: the entry is that of the field, which lies at offset 0.
        unsafe impl $crate::VMState for $type {
            const BASE: $crate::bindings::VMStateField = <$type as $crate::VMState>::RUNTIME
                .field::<$type, _>(|state| &state.0)
                .entry_at($crate::vmstate::offset_of!($type, 0));
            const IN_CELLS: ::core::primitive::bool =
                <$type as $crate::VMState>::RUNTIME.field::<$type, _>(|state| &state.0).is_in_cells();
            const EQUAL: ::core::option::Option<*const $crate::bindings::VMStateInfo> =
                <$type as $crate::VMState>::RUNTIME.field::<$type, _>(|state| &state.0).equal();
            const BOUNDED: $crate::vmstate::Bounded =
                <$type as $crate::VMState>::RUNTIME.field::<$type, _>(|state| &state.0).bounded();
            const FOLLOWS_POINTERS: ::core::primitive::bool =
                <$type as $crate::VMState>::RUNTIME.field::<$type, _>(|state| &state.0).follows_pointers();
            const RUNS_CODE: ::core::primitive::bool =
                <$type as $crate::VMState>::RUNTIME.field::<$type, _>(|state| &state.0).runs_code();
            const WIRE_LEN: $crate::vmstate::WireLen =
                <$type as $crate::VMState>::RUNTIME.field::<$type, _>(|state| &state.0).wire_len();
        }
    };
}

/// A generic wrapper with the layout of what it wraps travels as that does:
/// `impl_vmstate_transparent!(unsafe Wrapper<T> where T: VMState)`.
///
/// # Safety
///
/// Which the word `unsafe` promises: the wrapper is transparent, and each value of `T` is valid in it.
#[macro_export]
macro_rules! impl_vmstate_transparent {
    (unsafe $type:ty where $base:ident: VMState $($bounds:tt)*) => {
        // SAFETY: promised by whoever calls the macro.
        unsafe impl<$base: $crate::VMState $($bounds)*> $crate::VMState for $type {
            const BASE: $crate::bindings::VMStateField = $crate::vmstate::transparent_entry::<Self, $base>();
            const VARRAY_FLAG: $crate::bindings::VMStateFlags = <$base as $crate::VMState>::VARRAY_FLAG;
            const EQUAL: ::core::option::Option<*const $crate::bindings::VMStateInfo> = <$base as $crate::VMState>::EQUAL;
            const BOUNDED: $crate::vmstate::Bounded = <$base as $crate::VMState>::BOUNDED;
            const IN_CELLS: ::core::primitive::bool = <$base as $crate::VMState>::IN_CELLS;
            const WIRE_LEN: $crate::vmstate::WireLen = <$base as $crate::VMState>::WIRE_LEN;
            const FOLLOWS_POINTERS: ::core::primitive::bool = <$base as $crate::VMState>::FOLLOWS_POINTERS;
            const RUNS_CODE: ::core::primitive::bool = <$base as $crate::VMState>::RUNS_CODE;
        }
    };
    ($($without_unsafe:tt)*) => {
        ::core::compile_error!(
            "write `impl_vmstate_transparent!(unsafe Wrapper<T> where T: VMState)`: with the word `unsafe` you promise that the wrapper has the layout of what is in it"
        );
    };
}

/// A generic pointer travels as what it points to: `impl_vmstate_pointer!(unsafe Pointer<T> where T: VMState)`.
///
/// # Safety
///
/// Which the word `unsafe` promises: the pointer type has the layout of `*mut T`, is never null, and owns what it points to.
#[macro_export]
macro_rules! impl_vmstate_pointer {
    (unsafe $type:ty where $base:ident: VMState $($bounds:tt)*) => {
        // SAFETY: promised by whoever calls the macro.
        unsafe impl<$base: $crate::VMState $($bounds)*> $crate::VMState for $type {
            const BASE: $crate::bindings::VMStateField = <$base as $crate::VMState>::BASE.with_pointer_flag();
            const IN_CELLS: ::core::primitive::bool = <$base as $crate::VMState>::IN_CELLS;
            const WIRE_LEN: $crate::vmstate::WireLen = <$base as $crate::VMState>::WIRE_LEN;
            const RUNS_CODE: ::core::primitive::bool = <$base as $crate::VMState>::RUNS_CODE;
        }
    };
    ($($without_unsafe:tt)*) => {
        ::core::compile_error!(
            "write `impl_vmstate_pointer!(unsafe Pointer<T> where T: VMState)`: with the word `unsafe` you promise that the pointer is never null and owns what it points to"
        );
    };
}

/// A register type of the `bilge` crate travels as its integer: `impl_vmstate_bitsized!(unsafe Register)`.
///
/// # Safety
///
/// Which the word `unsafe` promises: the type was made by `#[bitsize(..)]` with `#[derive(FromBits)]`, so that each value of its
/// integer is a value of the register. That it has as many bits as its integer is checked.
#[macro_export]
macro_rules! impl_vmstate_bitsized {
    (unsafe $type:ty) => {
        // SAFETY: promised by whoever calls the macro; the assertion and the bound find mistakes.
        unsafe impl $crate::VMState for $type
        where
            $type: ::core::convert::From<<$type as ::bilge::prelude::Bitsized>::ArbitraryInt>,
        {
            const BASE: $crate::bindings::VMStateField = {
                assert!(
                    <$type as ::bilge::prelude::Bitsized>::BITS == 8 * ::core::mem::size_of::<$type>(),
                    "the register has fewer bits than its integer: convert it with `into` or `try_into`"
                );
                $crate::vmstate::unsigned_entry::<$type>()
            };
            const FOLLOWS_POINTERS: ::core::primitive::bool = false;
            const RUNS_CODE: ::core::primitive::bool = false;
            const WIRE_LEN: $crate::vmstate::WireLen = $crate::vmstate::WireLen::of(::core::mem::size_of::<$type>());
        }

        impl $crate::Blank for $type {
            fn blank() -> Self {
                <$type as ::core::convert::From<<$type as ::bilge::prelude::Bitsized>::ArbitraryInt>>::from(
                    ::core::default::Default::default(),
                )
            }
        }
    };
    ($($without_unsafe:tt)*) => {
        ::core::compile_error!(
            "write `impl_vmstate_bitsized!(unsafe Register)`: with the word `unsafe` you promise that each value of its integer is a value of the register"
        );
    };
}
