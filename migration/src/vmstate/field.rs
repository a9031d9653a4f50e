//! One entry of a table, tied to its struct.

use core::{
    ffi::{c_int, c_void, CStr},
    marker::PhantomData,
};

use super::{guard, reach::Reach, Bounded, VMState, WireLen};
use crate::{
    bindings::{vmstate_info_unused_buffer, VMStateField, VMStateFlags, VMStateInfo, Zeroable},
    callback::{self, FnCall},
    error::InvalidError,
};

/// One entry in the table of `S`: a field, and the guard that its count needs.
///
/// Made by [`vmstate_of!`](crate::vmstate_of), [`vmstate_unused!`](crate::vmstate_unused) and
/// [`vmstate_validate!`](crate::vmstate_validate); collected by [`vmstate_fields!`](crate::vmstate_fields). As it is tied to
/// its struct, it does not fit into the table of another one:
///
/// ```compile_fail,E0308
/// use migration::{vmstate_of, Field};
///
/// struct Timer { count: u32 }
/// struct Uart { count: u32 }
///
/// const COUNT: Field<Uart> = vmstate_of!(Timer, count);
/// ```
pub struct Field<S> {
    pub(super) entry: VMStateField,
    /// An entry without bytes, in front of a counted array, that refuses a count above the array's capacity.
    pub(super) guard: Option<VMStateField>,
    pub(super) reach: Reach,
    pub(super) bounded: Bounded,
    /// The kind that compares instead of storing, if the field's type has one.
    equal: Option<*const VMStateInfo>,
    _struct: PhantomData<fn(&S)>,
}

impl<S> core::fmt::Debug for Field<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Field")
            .field("entry", &self.entry)
            .field("guarded", &self.guard.is_some())
            .finish_non_exhaustive()
    }
}

impl<S> Field<S> {
    /// An entry as C would write it.
    ///
    /// # Safety
    ///
    /// The entry describes memory inside `S` under the conditions of [`VMState`], counts included: nothing checks
    /// them against the memory there is. Name, kind and description live forever, and stay the same.
    pub const unsafe fn from_raw(entry: VMStateField) -> Self {
        Self { entry, guard: None, reach: Reach::UNKNOWN, bounded: Bounded::ByType, equal: None, _struct: PhantomData }
    }

    /// The entry of a field of type `F`.
    ///
    /// # Safety
    ///
    /// `S` has a field of type `F` at `offset`.
    #[doc(hidden)]
    pub const unsafe fn at<F: VMState>(name: &'static CStr, offset: usize, _field: PhantomData<F>) -> Self {
        let base = F::BASE;
        let entry = VMStateField { name: name.as_ptr(), offset: base.offset + offset, ..base };
        Self {
            entry,
            guard: None,
            reach: Reach::of::<F>(name),
            bounded: F::BOUNDED,
            equal: F::EQUAL,
            _struct: PhantomData,
        }
    }

    /// Bytes that nothing in the struct stands for.
    #[doc(hidden)]
    pub const fn unused(size: usize) -> Self {
        let entry = VMStateField {
            name: c"unused".as_ptr(),
            size,
            info: &raw const vmstate_info_unused_buffer,
            flags: VMStateFlags::VMS_BUFFER,
            ..VMStateField::ZERO
        };
        let reach = Reach { wire_len: WireLen::of(size), ..Reach::NONE };
        Self { entry, guard: None, reach, bounded: Bounded::ByType, equal: None, _struct: PhantomData }
    }

    /// A check at this place of the table, with no bytes.
    #[doc(hidden)]
    pub const fn validate<F>(name: &'static CStr, test: &F) -> Self
    where
        F: for<'a> FnCall<(&'a S, u8), bool>,
    {
        Self::check_at_this_place(name, exists(test))
    }

    /// A check at this place of the table, with no bytes, that says what it has found and where.
    #[doc(hidden)]
    pub const fn check<F>(name: &'static CStr, _check: &F) -> Self
    where
        F: for<'a> FnCall<(&'a S, u8), Result<(), InvalidError>>,
    {
        callback::check_no_captures::<F>();
        Self::check_at_this_place(name, Some(check_trampoline::<S, F>))
    }

    const fn check_at_this_place(
        name: &'static CStr,
        test: Option<unsafe extern "C" fn(*mut c_void, c_int) -> bool>,
    ) -> Self {
        Self {
            entry: check_entry(name, test),
            guard: None,
            reach: Reach::NONE.running_code(),
            bounded: Bounded::ByType,
            equal: None,
            _struct: PhantomData,
        }
    }

    /// The field exists where `test` says so; its version does not count then, as in C.
    ///
    /// # Panics
    ///
    /// If the field is counted, or has a test: a counted field's own test looks at the count once more.
    #[doc(hidden)]
    pub const fn with_test<F>(mut self, test: &F) -> Self
    where
        F: for<'a> FnCall<(&'a S, u8), bool>,
    {
        assert!(
            self.guard.is_none() && self.entry.field_exists.is_none(),
            "a counted or tested field takes no further test: give it to `vmstate_of!`"
        );
        self.entry.field_exists = exists(test);
        self.reach = self.reach.running_code();
        self
    }

    /// The field's number of elements stands in another field, and is multiplied by `factor`.
    ///
    /// With a test that says whether the field exists, the count is looked at once more, behind the test: that is device code, and
    /// may have changed it.
    ///
    /// # Safety
    ///
    /// `S` has the count at the offset, which is where `locate` finds it, with the same factor; this entry was made for a
    /// field of type `F`.
    #[doc(hidden)]
    pub const unsafe fn counted<F, C, L, T>(
        mut self,
        name: &'static CStr,
        counted: &guard::Counted<F, C>,
        _locate: &L,
        _test: &T,
    ) -> Self
    where
        F: VMState,
        C: VMState,
        L: for<'a> FnCall<(&'a S,), guard::Count<F, C>>,
        T: for<'a> FnCall<(&'a S, u8), bool>,
    {
        callback::check_no_captures::<L>();
        callback::check_no_captures::<T>();
        self.entry = self.entry.with_varray_flag(C::VARRAY_FLAG);
        if matches!(self.bounded, Bounded::ByCount) {
            self.bounded = Bounded::ByType;
        }
        self.entry.num_offset = counted.count_offset;
        if let Some(factor) = counted.factor {
            self.entry = self.entry.with_varray_multiply(factor);
        }
        if counted.has_test {
            self.entry.field_exists = Some(guard::exists_and_fits::<S, F, C, L, T>);
            self.reach = self.reach.running_code();
        }
        self.guard =
            Some(guard::guard_entry(name, self.entry.name, guard::count_fits::<S, F, C, L, T>, guard::capacity::<F>()));
        self
    }

    /// The field exists from this version of the description on.
    ///
    /// # Panics
    ///
    /// If the version is below zero; or if the field has a test, which then decides alone, and the version is not 0.
    #[must_use]
    pub const fn with_version_id(mut self, version_id: i32) -> Self {
        assert!(
            version_id == 0 || self.entry.field_exists.is_none(),
            "where a field has a test, its version is never looked at"
        );
        self.entry = self.entry.with_version_id(version_id);
        if let Some(guard) = self.guard {
            self.guard = Some(guard.with_version_id(version_id));
        }
        self
    }

    /// Of the array only the elements from `start` up to `end`, of raw bytes only those; `usize::MAX` stands for the end.
    ///
    /// ```
    /// use migration::{vmstate_of, Buffer, Field};
    ///
    /// struct Memory {
    ///     registers: [u16; 8],
    ///     sector: Buffer<512>,
    /// }
    ///
    /// const UPPER: Field<Memory> = vmstate_of!(Memory, registers).with_slice(4, 8);
    /// const HEADER: Field<Memory> = vmstate_of!(Memory, sector).with_slice(0, 16);
    /// ```
    ///
    /// # Panics
    ///
    /// If the field is no array or raw bytes with all elements in place, or has not so many.
    #[must_use]
    pub const fn with_slice(mut self, start: usize, end: usize) -> Self {
        self.entry = self.entry.with_slice(start, end);
        self
    }

    /// The field does not load: what is received must equal what is here, else the load is refused, and `hint` is what the
    /// message adds. Saved it is as without this.
    ///
    /// ```
    /// use migration::{bql::BqlCell, load_state, save_state, vmstate_fields, vmstate_of};
    /// use migration::{Describe, VMStateDescription, VMStateDescriptionBuilder};
    ///
    /// struct Bus {
    ///     lines: BqlCell<i32>,
    /// }
    ///
    /// impl Describe for Bus {
    ///     const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
    ///         .name(c"bus")
    ///         .fields(vmstate_fields! { vmstate_of!(Bus, lines).with_equal(Some(c"add the missing lines")) })
    ///         .build();
    /// }
    ///
    /// let bus = Bus { lines: 4.into() };
    /// assert_eq!(save_state(&bus)?, [0, 0, 0, 4]);
    /// let error = load_state(&bus, &[0, 0, 0, 3], 0).unwrap_err();
    /// assert_eq!(error.message(), "expected 4, as here, found 3: add the missing lines");
    /// # Ok::<(), migration::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the field's type has no kind that compares: `u8`, `u16`, `u32`, `u64` and `i32` have one, and so have arrays and
    /// cells of them.
    #[must_use]
    pub const fn with_equal(mut self, hint: Option<&'static CStr>) -> Self {
        let Some(info) = self.equal else {
            panic!("only fields of u8, u16, u32, u64 and i32 can be compared with what is received")
        };
        self.entry.info = info;
        if let Some(hint) = hint {
            self.entry.err_hint = hint.as_ptr();
        }
        self
    }

    /// Another name for the field, in the self-description and in messages.
    #[must_use]
    pub const fn with_name(mut self, name: &'static CStr) -> Self {
        self.entry.name = name.as_ptr();
        if let Some(guard) = &mut self.guard {
            guard.err_hint = name.as_ptr();
            guard.name = c"the count of the next field fits its array".as_ptr();
        }
        self
    }
}

const fn check_entry(
    name: &'static CStr,
    test: Option<unsafe extern "C" fn(*mut c_void, c_int) -> bool>,
) -> VMStateField {
    VMStateField {
        name: name.as_ptr(),
        flags: VMStateFlags(VMStateFlags::VMS_MUST_EXIST.0 | VMStateFlags::VMS_ARRAY.0),
        num: 0,
        field_exists: test,
        ..VMStateField::ZERO
    }
}

/// The C function for a test of `S`.
#[doc(hidden)]
pub const fn exists<S, F>(_test: &F) -> Option<unsafe extern "C" fn(*mut c_void, c_int) -> bool>
where
    F: for<'a> FnCall<(&'a S, u8), bool>,
{
    callback::check_no_captures::<F>();
    Some(exists_trampoline::<S, F>)
}

unsafe extern "C" fn exists_trampoline<S, F>(opaque: *mut c_void, version_id: c_int) -> bool
where
    F: for<'a> FnCall<(&'a S, u8), bool>,
{
    ask_for_version(version_id, |version_id| {
        // SAFETY: the table is `S`'s, so the walker hands over an `S`; it changes nothing while the test runs.
        let state = unsafe { &*opaque.cast::<S>() };
        // SAFETY: the table was built from a value of `F`.
        Ok(unsafe { F::call((state, version_id)) })
    })
}

unsafe extern "C" fn check_trampoline<S, F>(opaque: *mut c_void, version_id: c_int) -> bool
where
    F: for<'a> FnCall<(&'a S, u8), Result<(), InvalidError>>,
{
    ask_for_version(version_id, |version_id| {
        // SAFETY: the table is `S`'s, so the walker hands over an `S`; it changes nothing while the check runs.
        let state = unsafe { &*opaque.cast::<S>() };
        // SAFETY: the table was built from a value of `F`.
        unsafe { F::call((state, version_id)) }.map(|()| true)
    })
}

/// What is refused is a no, and leaves its reason.
fn ask_for_version(version_id: c_int, question: impl FnOnce(u8) -> Result<bool, InvalidError>) -> bool {
    callback::ask(|| {
        let answer = u8::try_from(version_id)
            .map_err(|_| InvalidError::new(format!("version {version_id} does not fit into a byte")))
            .and_then(question);
        answer.unwrap_or_else(|refused| {
            callback::leave_reason(callback::Failure::Refused(refused));
            false
        })
    })
}
