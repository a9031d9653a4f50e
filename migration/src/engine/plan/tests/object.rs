//! The struct that random tables describe, and guards of counts in it.

use crate::{
    bindings::VMStateField,
    vmstate::{entries, is_guard},
    vmstate_fields, vmstate_of, VMStateDescription, VMStateDescriptionBuilder,
};

/// Counts, pointers, and room for any field.
#[repr(C)]
pub struct Object {
    pub few: u8,
    pub flags: u8,
    pub some: u16,
    pub many: u32,
    pub signed: i32,
    pub spare: u32,
    one: [u8; 1],
    three: [u8; 3],
    eight: [u8; 8],
    pub pointers: [usize; POINTERS],
    pub area: [u64; 48],
}

/// Bytes at the begin that have counts.
pub const HEAD: usize = 16;
pub const POINTERS: usize = 6;

/// The guard of a count, and the entry behind it.
#[derive(Clone, Copy)]
pub struct Guarded {
    pub guard: VMStateField,
    pub entry: VMStateField,
}

impl Guarded {
    /// How many elements there may be, times included.
    pub fn capacity(&self) -> usize {
        self.guard.size_offset
    }
}

macro_rules! guarded {
    ($($count:ident)*) => {
        VMStateDescriptionBuilder::<Object>::new().name(c"guarded").fields(vmstate_fields! {
            $(vmstate_of!(Object, eight[0 .. $count]),)*
            $(vmstate_of!(Object, three[0 .. $count]),)*
            $(vmstate_of!(Object, one[0 .. $count]),)*
            $(vmstate_of!(Object, eight[0 .. $count * 2]),)*
            $(vmstate_of!(Object, eight[0 .. $count * 3]),)*
        }).build()
    };
}

static GUARDED: VMStateDescription<Object> = guarded!(few some many signed);

/// All guards that there are for the counts of an [`Object`].
pub fn guarded() -> Vec<Guarded> {
    // SAFETY: the builder has made the list.
    let all = unsafe { entries(GUARDED.as_ref().fields) }.collect::<Vec<_>>();
    let pair = |pair: &[&VMStateField]| Guarded { guard: *pair[0], entry: *pair[1] };
    assert!(all.chunks(2).all(|pair| is_guard(pair[0])));
    all.chunks(2).map(pair).collect()
}
