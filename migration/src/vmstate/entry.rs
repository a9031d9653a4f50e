//! Changes to a raw entry, each checked as far as a constant can be.

use crate::bindings::{VMStateField, VMStateFlags};

impl VMStateFlags {
    /// Whether any of the other flags is set here.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Every kind of count.
    pub(crate) const ANY_VARRAY: Self =
        Self::VMS_VARRAY_INT32.with(Self::VMS_VARRAY_UINT8).with(Self::VMS_VARRAY_UINT16).with(Self::VMS_VARRAY_UINT32);
    const MANY: Self = Self::ANY_VARRAY.with(Self::VMS_ARRAY);
    const ANY_POINTER: Self = Self::VMS_POINTER.with(Self::VMS_ARRAY_OF_POINTER);
}

/// Modifiers for the `BASE` of a [`VMState`](crate::VMState) type. All are constant, and panic where the result would be no
/// valid entry, which in a constant is a compile error.
impl VMStateField {
    /// The field exists from this version of its description on.
    ///
    /// # Panics
    ///
    /// If the version is below zero.
    #[must_use]
    pub const fn with_version_id(mut self, version_id: i32) -> Self {
        assert!(version_id >= 0, "a version is not below zero");
        self.version_id = version_id;
        self
    }

    /// `num` elements of this entry, one after the other.
    ///
    /// # Panics
    ///
    /// If `num` is above `i32::MAX`, or the entry has a count in another field, or is an array of pointers.
    #[must_use]
    pub const fn with_array_flag(mut self, num: usize) -> Self {
        assert!(num <= i32::MAX as usize, "an array of a table has at most i32::MAX elements");
        assert!(
            !self.flags.intersects(VMStateFlags::ANY_VARRAY),
            "an array of counted arrays has no entry: give the inner array a struct of its own"
        );
        assert!(
            !self.flags.intersects(VMStateFlags::VMS_ARRAY_OF_POINTER),
            "an array of arrays of pointers has no entry: use one array of all pointers"
        );
        if self.flags.intersects(VMStateFlags::VMS_POINTER) {
            assert!(
                !self.flags.intersects(VMStateFlags::VMS_ARRAY),
                "an array of pointers to arrays has no entry: box a struct that holds the array"
            );
            self.flags = self.flags.without(VMStateFlags::VMS_POINTER).with(VMStateFlags::VMS_ARRAY_OF_POINTER);
        }
        let inner = if self.flags.intersects(VMStateFlags::VMS_ARRAY) { self.num as usize } else { 1 };
        assert!(num == 0 || inner <= i32::MAX as usize / num, "an array of a table has at most i32::MAX elements");
        self.num = (inner * num) as i32;
        self.flags = self.flags.without(VMStateFlags::VMS_SINGLE).with(VMStateFlags::VMS_ARRAY);
        self
    }

    /// The field is a pointer to what this entry describes.
    ///
    /// # Panics
    ///
    /// If the entry is a pointer already.
    #[must_use]
    pub const fn with_pointer_flag(mut self) -> Self {
        assert!(
            !self.flags.intersects(VMStateFlags::VMS_POINTER),
            "a pointer to a pointer has no entry: use one pointer"
        );
        self.flags = self.flags.with(VMStateFlags::VMS_POINTER);
        self
    }

    /// Only the elements, or raw bytes, from `start` up to `end`.
    pub(crate) const fn with_slice(mut self, start: usize, end: usize) -> Self {
        assert!(
            !self.is_indirect() && !self.flags.intersects(VMStateFlags::ANY_VARRAY),
            "a slice is of an array in place that no field counts"
        );
        let is_array = self.flags.intersects(VMStateFlags::VMS_ARRAY);
        assert!(is_array || self.flags.intersects(VMStateFlags::VMS_BUFFER), "a slice is of an array, or of raw bytes");
        let there = if is_array { self.num as usize } else { self.size };
        let end = if end == usize::MAX { there } else { end };
        assert!(start <= end, "a slice ends where it starts, or behind that");
        assert!(end <= there, "the slice goes beyond the end of the field");
        if is_array {
            self.offset += start * self.size;
            self.num = (end - start) as i32;
        } else {
            self.offset += start;
            self.size = end - start;
        }
        self
    }

    /// The field is a pointer to the first of the elements of this array.
    pub(crate) const fn with_pointer_to_all(mut self) -> Self {
        self.flags = self.flags.with(VMStateFlags::VMS_POINTER);
        self
    }

    /// The number of elements is in another field, of the type that `flag` says. No check that there are elements.
    #[must_use]
    pub const fn with_varray_flag_unchecked(mut self, flag: VMStateFlags) -> Self {
        self.flags = self.flags.without(VMStateFlags::VMS_ARRAY).with(flag);
        self.num = 0;
        self
    }

    /// The number of elements is in another field, of the type that `flag` says.
    ///
    /// # Panics
    ///
    /// If the entry is not an array, or `flag` is not a count's.
    #[must_use]
    pub const fn with_varray_flag(self, flag: VMStateFlags) -> Self {
        assert!(
            flag.intersects(VMStateFlags::ANY_VARRAY),
            "the count of an array is a field of type u8, u16, u32 or i32"
        );
        assert!(self.flags.intersects(VMStateFlags::VMS_ARRAY), "only an array has a count of elements");
        self.with_varray_flag_unchecked(flag)
    }

    /// The number of elements in the other field is multiplied by `factor`.
    ///
    /// # Panics
    ///
    /// If the entry has no count in another field, or `factor` is above `i32::MAX`.
    #[must_use]
    pub const fn with_varray_multiply(mut self, factor: u32) -> Self {
        assert!(self.flags.intersects(VMStateFlags::ANY_VARRAY), "only a count can be multiplied");
        assert!(factor <= i32::MAX as u32, "a factor is at most i32::MAX");
        self.flags = self.flags.with(VMStateFlags::VMS_MULTIPLY_ELEMENTS);
        self.num = factor as i32;
        self
    }

    /// Whether the entry stands for more or fewer than one element.
    pub(crate) const fn is_many(&self) -> bool {
        self.flags.intersects(VMStateFlags::MANY)
    }

    /// Whether elements are reached through a pointer.
    pub(crate) const fn is_indirect(&self) -> bool {
        self.flags.intersects(VMStateFlags::ANY_POINTER)
    }
}
