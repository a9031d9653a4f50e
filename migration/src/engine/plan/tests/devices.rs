//! Devices in which fields count others, loaded from good and bad bytes: both ways do the same.

use core::mem::MaybeUninit;

use super::{
    choices::{Choices, Random},
    for_any_bytes, plainly,
};
use crate::{
    impl_vmstate_struct, load_state_mut, save_state_into, vmstate_fields, vmstate_of, vmstate_subsections,
    vmstate_unused, Describe, VMStateDescription, VMStateDescriptionBuilder,
};

/// Two counts, arrays of several sizes, and padding. All of it is numbers, so any bytes are one.
#[repr(C)]
struct Counts<C> {
    first: C,
    second: C,
    bytes: [u8; 7],
    words: [u16; 4],
    pairs: [Pair; 3],
    wide: [u64; 2],
    inner: Inner<C>,
    last: u8,
}

#[repr(C)]
struct Pair {
    small: u8,
    large: u32,
}

#[repr(C)]
struct Inner<C> {
    count: C,
    other: C,
}

static PAIR: VMStateDescription<Pair> = VMStateDescriptionBuilder::<Pair>::new()
    .name(c"pair")
    .fields(vmstate_fields! { vmstate_of!(Pair, small), vmstate_of!(Pair, large) })
    .build();
impl_vmstate_struct!(Pair, PAIR);

macro_rules! inner {
    ($($count:ty)*) => {$(
        const _: () = {
            static INNER: VMStateDescription<Inner<$count>> = VMStateDescriptionBuilder::<Inner<$count>>::new()
                .name(c"inner")
                .fields(vmstate_fields! { vmstate_of!(Inner<$count>, other), vmstate_of!(Inner<$count>, count) })
                .build();
            impl_vmstate_struct!(Inner<$count>, INNER);
        };
    )*};
}

inner!(u8 u16 u32 i32);

/// A device with these fields, for each type of count.
macro_rules! devices {
    ($($test:ident, $device:ident: [$($field:ident $([0 .. $($count:ident).+ $(* $factor:literal)?])?),*])*) => {$(
        #[repr(transparent)]
        struct $device<C> {
            state: Counts<C>,
        }
        devices!(@for $device [u8 u16 u32 i32] [$($field $([0 .. $($count).+ $(* $factor)?])?),*]);

        #[test]
        fn $test() {
            assert_alike::<$device<u8>>();
            assert_alike::<$device<u16>>();
            assert_alike::<$device<u32>>();
            assert_alike::<$device<i32>>();
        }
    )*};
    (@for $device:ident [$($count:ident)*] $fields:tt) => { $(devices!(@one $device $count $fields);)* };
    (@one $device:ident $type:ident [$($field:ident $([0 .. $($count:ident).+ $(* $factor:literal)?])?),*]) => {
        impl Describe for $device<$type> {
            const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
                .name(c"counts")
                .version_id(1)
                .fields(vmstate_fields! {
                    $(vmstate_of!($device<$type>, state.$field $([0 .. state.$($count).+ $(* $factor)?])?)),*
                })
                .build();
        }
    };
}

devices! {
    a_count_before_its_array, Before: [first, bytes[0 .. first], last]
    a_count_behind_its_array, Behind: [words[0 .. first], first, last]
    a_count_that_no_stream_has, Absent: [last, bytes[0 .. first], wide]
    two_arrays_in_a_row, InARow: [first, second, bytes[0 .. first], words[0 .. second], last]
    two_arrays_of_one_count, Shared: [first, wide[0 .. first], words[0 .. first], pairs[0 .. first]]
    a_count_of_structs, Structs: [second, pairs[0 .. second], last]
    a_count_times_a_number, Multiplied: [first, bytes[0 .. first * 3], second, words[0 .. second * 2]]
    a_count_inside_of_a_struct, Inside: [inner, words[0 .. inner.count], bytes[0 .. inner.other], last]
    an_absent_count_before_a_present_one, Mixed: [bytes[0 .. first], second, words[0 .. second], last]
    a_count_that_another_array_separates, Apart: [second, bytes[0 .. first], first, words[0 .. second], wide[0 .. first]]
    more_parts_than_a_program_has, Many: [
        first, bytes[0 .. first], last, words[0 .. first], second, pairs[0 .. second], wide[0 .. second], inner
    ]
}

/// Counts in subsections, of arrays there and elsewhere.
#[repr(transparent)]
struct Split(Counts<u16>);

static SPLIT_OWN: VMStateDescription<Split> = VMStateDescriptionBuilder::<Split>::new()
    .name(c"split/own")
    .version_id(2)
    .minimum_version_id(1)
    .needed(&|split: &Split| split.0.last & 1 == 1)
    .fields(vmstate_fields! {
        vmstate_of!(Split, 0.second), vmstate_of!(Split, 0.words[0 .. 0.second]), vmstate_unused!(3),
        vmstate_of!(Split, 0.wide).with_version_id(2)
    })
    .build();
static SPLIT_OTHER: VMStateDescription<Split> = VMStateDescriptionBuilder::<Split>::new()
    .name(c"split/other")
    .fields(vmstate_fields! { vmstate_of!(Split, 0.pairs[0 .. 0.first]), vmstate_of!(Split, 0.inner.other) })
    .build();

impl Describe for Split {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"split")
        .version_id(1)
        .fields(vmstate_fields! { vmstate_of!(Split, 0.first), vmstate_of!(Split, 0.bytes[0 .. 0.first]) })
        .subsections(vmstate_subsections! { SPLIT_OWN, SPLIT_OTHER })
        .build();
}

#[test]
fn counts_in_subsections() {
    assert_alike::<Split>();
}

/// A device in memory of which each byte is known.
struct Device<T>(Box<MaybeUninit<T>>);

impl<T: Describe> Device<T> {
    fn of(bytes: &[u8]) -> Self {
        let mut device = Self(Box::new_uninit());
        let place = device.0.as_mut_ptr().cast::<u8>();
        // SAFETY: there is so much room.
        unsafe { place.copy_from_nonoverlapping(bytes.as_ptr(), size_of::<T>()) };
        device
    }

    fn get(&mut self) -> &mut T {
        // SAFETY: the devices of this module are numbers, and all bytes are there.
        unsafe { self.0.assume_init_mut() }
    }

    fn bytes(&self) -> Vec<u8> {
        let bytes = self.0.as_ptr().cast::<u8>();
        // SAFETY: so many bytes are there; all have been written, padding included, and a load writes numbers into fields only.
        unsafe { core::slice::from_raw_parts(bytes, size_of::<T>()) }.to_vec()
    }

    fn save(&mut self) -> Result<Vec<u8>, String> {
        let mut output = vec![7; 2];
        match save_state_into(self.get(), &mut output) {
            Ok(()) => Ok(output.split_off(2)),
            Err(error) => {
                assert_eq!(output, [7; 2]);
                Err(format!("{error:?}"))
            }
        }
    }
}

fn loaded<T: Describe>(state: &[u8], input: &[u8], version_id: u8) -> (Result<(), String>, Vec<u8>) {
    let mut device = Device::<T>::of(state);
    let result = load_state_mut(device.get(), input, version_id).map_err(|error| format!("{error:?}"));
    assert!(result.is_ok() || device.bytes() == state, "not as before: {result:?}");
    (result, device.bytes())
}

fn assert_same_load<T: Describe>(state: &[u8], input: &[u8], version_id: u8) {
    let expected = plainly(|| loaded::<T>(state, input, version_id));
    assert_eq!(loaded::<T>(state, input, version_id), expected, "version {version_id} of {input:x?} over {state:x?}");
}

/// Counts of each size that are good more often than not: small numbers between zeros.
fn state<T>(random: &mut Random) -> Vec<u8> {
    (0..size_of::<T>()).map(|_| random.one_of(&[0, 0, 0, 0, 1, 2, 3, 5, 0xff])).collect()
}

fn assert_alike<T: Describe>() {
    for_any_bytes(60, |bytes| {
        let mut random = Choices(bytes).random();
        let (state, other) = (state::<T>(&mut random), state::<T>(&mut random));
        let expected = plainly(|| Device::<T>::of(&state).save());
        assert_eq!(Device::<T>::of(&state).save(), expected, "{state:x?}");
        let Ok(input) = expected else { return };
        for length in 0..=input.len() {
            assert_same_load::<T>(&other, &input[..length], 1);
        }
        for version_id in 0..3 {
            assert_same_load::<T>(&other, &input, version_id);
        }
        for _ in 0..20 {
            let mut input = input.clone();
            let end = random.below(3);
            input.resize(input.len() + end, 2);
            let place = random.below(input.len().max(1));
            let byte = random.one_of(&[0, 1, 2, 3, 5, 8, 0xff]);
            input[place..].iter_mut().take(1).for_each(|place| *place = byte);
            assert_same_load::<T>(&other, &input, 1);
        }
    });
}
