//! Entries of scalars, arrays, cells and boxes.

use core::{cell::Cell, mem::size_of};

use super::{reach::check_fits_cell, Bounded, VMState, WireLen};
use crate::{
    bindings::{self, VMStateField, VMStateFlags, VMStateInfo, Zeroable},
    bql::{BqlCell, BqlRefCell},
};

macro_rules! scalar {
    ($($type:ty: $info:ident $(counts $flag:ident)? $(compares $equal:ident)? $(is $key:ident)?),* $(,)?) => {$(
        // SAFETY: the kind reads and writes just the bytes of this type, and writes only valid values.
        unsafe impl VMState for $type {
            const BASE: VMStateField = VMStateField {
                size: size_of::<$type>(),
                info: &raw const bindings::$info,
                flags: VMStateFlags::VMS_SINGLE,
                ..VMStateField::ZERO
            };
            $(const VARRAY_FLAG: VMStateFlags = VMStateFlags::$flag;)?
            $(const $key: bool = true;)?
            $(const EQUAL: Option<*const VMStateInfo> = Some(&raw const bindings::$equal);)?
            const FOLLOWS_POINTERS: bool = false;
            const RUNS_CODE: bool = false;
            // Each is as wide in a stream as here.
            const WIRE_LEN: WireLen = WireLen::of(size_of::<$type>());
        }
    )*};
}

scalar! {
    bool: vmstate_info_bool,
    i8: vmstate_info_int8,
    i16: vmstate_info_int16,
    i32: vmstate_info_int32 counts VMS_VARRAY_INT32 compares vmstate_info_int32_equal,
    i64: vmstate_info_int64,
    u8: vmstate_info_uint8 counts VMS_VARRAY_UINT8 compares vmstate_info_uint8_equal is DIRECT_KEY,
    u16: vmstate_info_uint16 counts VMS_VARRAY_UINT16 compares vmstate_info_uint16_equal is DIRECT_KEY,
    u32: vmstate_info_uint32 counts VMS_VARRAY_UINT32 compares vmstate_info_uint32_equal is DIRECT_KEY,
    u64: vmstate_info_uint64 compares vmstate_info_uint64_equal is DIRECT_KEY,
}

/// The entry of `[T; N]`. Only here is the distance of elements set: a wrapper around a value keeps the value's entry.
const fn array_of<T: VMState, const N: usize>() -> VMStateField {
    let mut entry = T::BASE;
    let width = size_of::<T>();
    if entry.flags.intersects(VMStateFlags::VMS_BUFFER) {
        assert!(
            !entry.is_indirect(),
            "an array of pointers to buffers has no entry: box a struct that holds the buffer"
        );
        // Bytes that no memory stands for have no distance either.
        assert!(
            width == 0 || entry.size == width,
            "the buffers of this array do not touch: use an array of plain buffers"
        );
    } else if entry.flags.intersects(VMStateFlags::VMS_ARRAY) && !entry.is_indirect() {
        assert!(
            entry.num as usize * entry.size == width,
            "the rows of this array do not touch: put the cell or wrapper around the whole array, or around each element"
        );
    } else {
        entry.size = width;
    }
    entry.with_array_flag(N)
}

// SAFETY: elements of an array are `size_of::<T>()` bytes apart, and each is described by its own entry.
unsafe impl<T: VMState, const N: usize> VMState for [T; N] {
    const BASE: VMStateField = array_of::<T, N>();
    const EQUAL: Option<*const VMStateInfo> = T::EQUAL;
    const IN_CELLS: bool = T::IN_CELLS;
    const FOLLOWS_POINTERS: bool = T::FOLLOWS_POINTERS;
    const RUNS_CODE: bool = T::RUNS_CODE;
    const BOUNDED: Bounded = match T::BOUNDED {
        Bounded::ByArray => Bounded::ByType,
        other => other,
    };
    const WIRE_LEN: WireLen = T::WIRE_LEN.times(N);
}

macro_rules! cell {
    ($($cell:ident: $layout:literal),* $(,)?) => {$(
        #[doc = concat!("Layout: ", $layout, ".")]
        // SAFETY: the value lies at offset 0 of the cell, so the value's own entry describes it.
        unsafe impl<T: VMState> VMState for $cell<T> {
            const BASE: VMStateField = {
                check_fits_cell::<T>();
                T::BASE
            };
            const VARRAY_FLAG: VMStateFlags = T::VARRAY_FLAG;
            const EQUAL: Option<*const VMStateInfo> = T::EQUAL;
            const IN_CELLS: bool = true;
            const BOUNDED: Bounded = T::BOUNDED;
            const FOLLOWS_POINTERS: bool = T::FOLLOWS_POINTERS;
            const RUNS_CODE: bool = T::RUNS_CODE;
            const WIRE_LEN: WireLen = T::WIRE_LEN;
        }
    )*};
}

cell! {
    Cell: "the same as the value's",
    BqlCell: "transparent",
    BqlRefCell: "`repr(C)` with the value first",
}

// SAFETY: a box of a sized type is a pointer to a valid value; loading writes into the value and keeps the pointer.
unsafe impl<T: VMState> VMState for Box<T> {
    const BASE: VMStateField = T::BASE.with_pointer_flag();
    const WIRE_LEN: WireLen = T::WIRE_LEN;
    const BOUNDED: Bounded = T::BOUNDED;
    const EQUAL: Option<*const VMStateInfo> = T::EQUAL;
    const IN_CELLS: bool = T::IN_CELLS;
    const RUNS_CODE: bool = T::RUNS_CODE;
}

// SAFETY: as of a box, with null for none; where the entry stands, a null pointer is not followed.
unsafe impl<T: VMState> VMState for Option<Box<T>> {
    const BASE: VMStateField = T::BASE.with_pointer_flag();
    // In place of none there is a mark.
    const WIRE_LEN: WireLen = T::WIRE_LEN.or_one_byte();
    const BOUNDED: Bounded = Bounded::ByArray;
    const EQUAL: Option<*const VMStateInfo> = T::EQUAL;
    const IN_CELLS: bool = T::IN_CELLS;
    const RUNS_CODE: bool = T::RUNS_CODE;
}
