//! Descriptions with a count at their end, or with bytes that look like a subsection, saved and loaded the straight way.

use crate::{
    engine::plan::{Plan, Short},
    impl_vmstate_struct, vmstate_fields, vmstate_of, Describe, Error, VMStateDescription, VMStateDescriptionBuilder,
};

/// Bytes of which a reader would take some for a subsection of an element.
#[repr(C)]
struct Looking {
    count: u8,
    words: [Word; 4],
    after: [u8; 12],
}

#[derive(Clone, Copy, Default)]
#[repr(C)]
struct Word {
    letters: [u8; 4],
}

impl Describe for Word {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"word")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! { vmstate_of!(Word, letters) })
        .build();
}

impl_vmstate_struct!(Word, <Word as Describe>::VMSD);

/// The array in the middle of the fields.
struct Fixed;
/// The array at their end, with a count.
struct Counted;

trait Form {
    const TABLE: VMStateDescription<Looking>;
}

impl Form for Fixed {
    const TABLE: VMStateDescription<Looking> = VMStateDescriptionBuilder::<Looking>::new()
        .name(c"looking")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Looking, count),
            vmstate_of!(Looking, words),
            vmstate_of!(Looking, after),
        })
        .build();
}

impl Form for Counted {
    const TABLE: VMStateDescription<Looking> = VMStateDescriptionBuilder::<Looking>::new()
        .name(c"looking")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Looking, after),
            vmstate_of!(Looking, count),
            vmstate_of!(Looking, words[0 .. count]),
        })
        .build();
}

fn saved_alone<F: Form>(device: &Looking) -> Option<Result<Vec<u8>, Error>> {
    let vmsd: &'static VMStateDescription<Looking> = const { &F::TABLE };
    let opaque = core::ptr::from_ref(device).cast_mut().cast();
    let mut output = vec![1, 2, 3];
    // SAFETY: the table is one of the device's, and a constant.
    let plan = unsafe { Plan::of(vmsd.as_ref()) };
    // SAFETY: the same.
    match unsafe { plan.save_bare(&mut output, opaque, false) } {
        Ok(()) => Some(Ok(output.split_off(3))),
        Err(Short::LeftToWalk) => {
            assert_eq!(output, [1, 2, 3]);
            None
        }
        Err(Short::Refused(error)) => Some(Err(error)),
    }
}

#[test]
fn what_looks_like_a_subsection_of_an_element_is_not_saved_the_straight_way() {
    let words = |text: [&[u8; 4]; 4]| text.map(|letters| Word { letters: *letters });
    let claim = [&[0; 4], b"\x05\x06wo", b"rd/x", &[0; 4]];
    let other = [&[0; 4], b"\x05\x06wa", b"rd/x", &[5; 4]];
    for count in [2, 3, 4] {
        let device = |text| Looking { count, words: words(text), after: *b"\x05\x06word/xabcd" };
        assert_eq!(saved_alone::<Counted>(&device(claim)).map(|saved| saved.is_ok()), (count < 3).then_some(true));
        let plain = saved_alone::<Counted>(&device(other)).unwrap().unwrap();
        assert_eq!(plain[13..], other.map(|letters| *letters).concat()[..usize::from(count) * 4], "{count}");
    }
    // Here it is the last element that is followed by such bytes.
    let device = Looking { count: 0, words: words(other), after: *b"\x05\x06word/xabcd" };
    assert!(matches!(saved_alone::<Fixed>(&device), None | Some(Err(_))));
    let device = Looking { count: 0, words: words(claim), after: [0; 12] };
    assert!(matches!(saved_alone::<Fixed>(&device), None | Some(Err(_))));
    let device = Looking { count: 0, words: words(other), after: [5; 12] };
    assert_eq!(saved_alone::<Fixed>(&device).unwrap().unwrap()[1..17], other.map(|letters| *letters).concat()[..]);
}

/// A count that is too large is left to the plain walk, and so is an input with more or fewer elements than it says.
#[test]
fn a_count_is_checked_before_anything_moves() {
    let mut device = Looking { count: 5, words: [Word::default(); 4], after: [7; 12] };
    assert!(saved_alone::<Counted>(&device).is_none());
    let vmsd: &'static VMStateDescription<Looking> = const { &Counted::TABLE };
    // SAFETY: the table is one of the device's, and a constant.
    let plan = unsafe { Plan::of(vmsd.as_ref()) };
    let opaque = (&raw mut device).cast();
    for (count, elements, fits) in [(5, 5, false), (3, 2, false), (2, 3, false), (0, 0, true), (3, 3, true)] {
        let mut input = vec![9; 12];
        input.push(count);
        input.extend((0..elements * 4).map(|value| value as u8 + 20));
        // SAFETY: the table is one of the device's, which is a local variable.
        assert_eq!(unsafe { plan.load_bare(&input, opaque, 1) }, fits, "{count} {elements}");
        let word = |index: u8| Word { letters: [0, 1, 2, 3].map(|letter| 20 + index * 4 + letter) };
        if fits {
            assert_eq!((device.count, device.after), (count, [9; 12]));
            let expected = (0..4).map(|index| if index < count { word(index).letters } else { [0; 4] });
            assert_eq!(device.words.map(|word| word.letters).to_vec(), expected.collect::<Vec<_>>());
        } else {
            assert_eq!((device.count, device.after, device.words[0].letters), (5, [7; 12], [0; 4]));
        }
    }
}

/// Elements with a byte and a word, at one distance or another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
struct Element<W> {
    byte: u8,
    word: W,
}

macro_rules! element {
    ($($word:ty => $name:literal),*) => {$(
        impl Describe for Element<$word> {
            const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
                .name($name)
                .version_id(1)
                .minimum_version_id(1)
                .fields(vmstate_fields! { vmstate_of!(Element<$word>, byte), vmstate_of!(Element<$word>, word) })
                .build();
        }

        impl_vmstate_struct!(Element<$word>, <Element<$word> as Describe>::VMSD);
    )*};
}

element!(u16 => c"element-16", u32 => c"element-32", u64 => c"element-64");

/// As far apart as an `Element<u32>` in memory, and further on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
struct Wider {
    byte: u8,
    more: u8,
    word: u32,
}

/// As far apart as an `Element<u32>` on the wire, and further in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C, align(16))]
struct Apart {
    byte: u8,
    word: u32,
}

impl Describe for Wider {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"wider")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! { vmstate_of!(Wider, byte), vmstate_of!(Wider, more), vmstate_of!(Wider, word) })
        .build();
}

impl Describe for Apart {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"apart")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! { vmstate_of!(Apart, byte), vmstate_of!(Apart, word) })
        .build();
}

impl_vmstate_struct!(Wider, <Wider as Describe>::VMSD);
impl_vmstate_struct!(Apart, <Apart as Describe>::VMSD);

#[derive(Clone, Debug, Default, PartialEq)]
#[repr(C)]
struct Arrays {
    wider: [Wider; 3],
    apart: [Apart; 3],
    three: [Element<u32>; 3],
    five: [Element<u32>; 5],
    far: [Element<u64>; 3],
    near: [Element<u16>; 5],
}

impl Describe for Arrays {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"arrays")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Arrays, wider),
            vmstate_of!(Arrays, apart),
            vmstate_of!(Arrays, three),
            vmstate_of!(Arrays, five),
            vmstate_of!(Arrays, far),
            vmstate_of!(Arrays, near),
        })
        .build();
}

/// What is in several arrays moves together only where numbers and distances are the same.
#[test]
fn arrays_that_differ_move_apart() {
    let mut arrays = Arrays::default();
    let mut expected = Vec::new();
    macro_rules! fill {
        ($($array:ident $($more:ident)?: $word:ty),*) => {$(
            for element in &mut arrays.$array {
                element.byte = 0x20 + expected.len() as u8;
                expected.push(element.byte);
                $(expected.push(element.$more);)?
                element.word = <$word>::MAX / 3 * 2 - expected.len() as $word;
                expected.extend(element.word.to_be_bytes());
            }
        )*};
    }
    fill!(wider more: u32, apart: u32, three: u32, five: u32, far: u64, near: u16);
    assert_eq!(crate::save_state(&arrays).unwrap(), expected);
    let mut other = Arrays::default();
    crate::load_state_mut(&mut other, &expected, 1).unwrap();
    assert_eq!(other, arrays);
}
