//! Where a plan's own arithmetic has its edges: blocks of heads, bits of segments, parts of programs, ends of descriptions.

use core::ptr;

use super::{
    choices::Choices,
    plainly,
    tables::{forever, Maker},
};
use crate::{
    bindings::{vmstate_info_uint8, VMStateDescription as RawDescription, VMStateField, VMStateFlags, Zeroable as _},
    bql::{self, BqlCell, BqlRef, BqlRefCell},
    engine::{plan::Plan, save, File},
    save_state, vmstate_fields, vmstate_of, vmstate_subsections, Describe, VMStateDescription,
    VMStateDescriptionBuilder,
};

fn byte_at(offset: usize) -> VMStateField {
    let flags = VMStateFlags::VMS_SINGLE;
    let info = &raw const vmstate_info_uint8;
    VMStateField { name: c"byte".as_ptr(), offset, size: 1, info, flags, ..VMStateField::ZERO }
}

fn bytes_at(offset: usize, num: usize) -> VMStateField {
    VMStateField { num: num as i32, flags: VMStateFlags::VMS_ARRAY, ..byte_at(offset) }
}

fn head(name: &str) -> Vec<u8> {
    [&[5, name.len() as u8], name.as_bytes(), &[0, 0, 0, 1]].concat()
}

fn with_subsections(name: &str, offset: usize, subsections: &[&'static RawDescription]) -> &'static RawDescription {
    let subsections = subsections.iter().map(|subsection| ptr::from_ref(*subsection)).collect();
    let vmsd = Maker::new(Choices(&[])).made_of(name, vec![byte_at(offset)], subsections);
    forever(Box::new(vmsd))
}

/// `None` if the plan leaves it to the plain walk, or refuses it.
fn saved_bare(vmsd: &'static RawDescription, object: &mut [u8]) -> Option<Vec<u8>> {
    let mut output = Vec::new();
    // SAFETY: the test's table describes the object.
    let plan = unsafe { Plan::of(vmsd) };
    // SAFETY: as above.
    let result = unsafe { plan.save_bare(&mut output, object.as_mut_ptr().cast(), false) };
    result.is_ok().then_some(output)
}

fn saved_plainly(vmsd: &'static RawDescription, object: &mut [u8]) -> Vec<u8> {
    let mut file = File::writing(Vec::new());
    // SAFETY: the test's table describes the object.
    plainly(|| unsafe { save::save(&mut file, vmsd, object.as_mut_ptr().cast(), None, vmsd.version_id) }).unwrap();
    file.into_output()
}

fn loads_bare(vmsd: &'static RawDescription, object: &mut [u8], input: &[u8]) -> bool {
    // SAFETY: the test's table describes the object.
    let plan = unsafe { Plan::of(vmsd) };
    // SAFETY: as above.
    unsafe { plan.load_bare(input, object.as_mut_ptr().cast(), vmsd.version_id) }
}

#[test]
fn heads_of_any_length() {
    for length in (1..70).chain([89, 90, 91, 253]) {
        let name = format!("o/{}", "x".repeat(length));
        let vmsd = with_subsections("o", 0, &[with_subsections(&name, 1, &[])]);
        let expected = [&[1], &*head(&name), &[2]].concat();
        assert_eq!(saved_bare(vmsd, &mut [1, 2]).unwrap(), expected);
        assert_eq!(saved_plainly(vmsd, &mut [1, 2]), expected);
        let mut object = [0; 2];
        assert!(loads_bare(vmsd, &mut object, &expected));
        assert_eq!(object, [1, 2]);
    }
}

#[test]
fn a_subsection_does_not_come_without_the_one_that_it_is_in() {
    let vmsd = with_subsections("o", 0, &[with_subsections("o/a", 1, &[with_subsections("o/a/b", 2, &[])])]);
    let (outer, inner) = (head("o/a"), head("o/a/b"));
    let mut object = [1, 2, 3];
    let both = saved_bare(vmsd, &mut object).unwrap();
    assert_eq!(both, [&[1], &*outer, &[2], &inner, &[3]].concat());
    assert!(!loads_bare(vmsd, &mut object, &[&[7], &*inner, &[9]].concat()));
    assert_eq!(object, [1, 2, 3]);
    assert!(loads_bare(vmsd, &mut object, &[&[7], &*outer, &[8]].concat()));
    assert_eq!(object, [7, 8, 3]);
}

/// More than there are bits for what an input has.
#[test]
fn any_number_of_subsections() {
    for count in [1, 126, 127, 128, 129, 200] {
        let names = (0..count).map(|index| format!("o/{index:03}"));
        let all = names.enumerate().map(|(index, name)| with_subsections(&name, 1 + index, &[])).collect::<Vec<_>>();
        let vmsd = with_subsections("o", 0, &all);
        let mut object = (0..=count as u8).collect::<Vec<_>>();
        let expected = saved_plainly(vmsd, &mut object);
        assert_eq!(saved_bare(vmsd, &mut object).unwrap(), expected);
        let before = object.clone();
        object.fill(0);
        assert!(loads_bare(vmsd, &mut object, &expected));
        assert_eq!(object, before);
        let last = [&[9], &*head(&format!("o/{:03}", count - 1)), &[8]].concat();
        for input in [&[9][..], &last] {
            let mut expected = before.clone();
            expected[0] = 9;
            if input.len() > 1 {
                expected[count] = 8;
            }
            object.clone_from(&before);
            assert!(loads_bare(vmsd, &mut object, input));
            assert_eq!(object, expected);
        }
    }
}

/// What looks like a subsection counts only right behind one of the structs.
#[test]
fn an_array_of_structs_ends_where_it_does() {
    let alike = head("inner/x");
    for (count, gap) in (0..10).flat_map(|count| [0, 1, 2].map(|gap| (count, gap))) {
        let mut maker = Maker::new(Choices(&[]));
        let inner = maker.forever_of("inner", vec![byte_at(0)]);
        let flags = VMStateFlags::VMS_ARRAY | VMStateFlags::VMS_STRUCT;
        let all = VMStateField { num: count, vmsd: inner, info: ptr::null(), flags, ..byte_at(0) };
        let vmsd = maker.forever_of("outer", vec![all, bytes_at(16, gap), bytes_at(20, alike.len())]);
        let mut object = vec![7; 20];
        object.extend_from_slice(&alike);
        let expected = saved_plainly(vmsd, &mut object);
        assert_eq!(expected, [&vec![7; count as usize + gap], &*alike].concat());
        let result = saved_bare(vmsd, &mut object);
        let is_ambiguous = count > 0 && gap == 0;
        assert_eq!(result, (!is_ambiguous).then(|| expected.clone()));
        assert_eq!(loads_bare(vmsd, &mut object, &expected), !is_ambiguous);
    }
}

static ELSEWHERE: BqlRefCell<u8> = BqlRefCell::new(0);

thread_local! {
    static BORROW: core::cell::RefCell<Option<BqlRef<'static, u8>>> = const { core::cell::RefCell::new(None) };
}

/// A count, which is not known beforehand, and a question that leaves a borrow.
struct Counted {
    count: BqlCell<u8>,
    values: BqlCell<[u8; 3]>,
}

static COUNTED_MORE: VMStateDescription<Counted> = VMStateDescriptionBuilder::<Counted>::new()
    .name(c"counted/more")
    .needed(&|_: &Counted| {
        BORROW.set(Some(ELSEWHERE.borrow()));
        true
    })
    .fields(vmstate_fields! { vmstate_of!(Counted, values) })
    .build();

impl Describe for Counted {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"counted")
        .fields(vmstate_fields! { vmstate_of!(Counted, count), vmstate_of!(Counted, values[0 .. count]) })
        .subsections(vmstate_subsections! { COUNTED_MORE })
        .build();
}

#[test]
fn a_borrow_that_a_question_leaves_is_found_behind_counts_too() {
    bql::start_test();
    for count in [1, 3, 4] {
        let counted = Counted { count: count.into(), values: [1, 2, 3].into() };
        let save = || {
            let error = save_state(&counted).unwrap_err().to_string();
            BORROW.take();
            error
        };
        let expected = plainly(save);
        assert_eq!(expected.contains("end the borrow"), count <= 3, "{expected}");
        assert_eq!(save(), expected);
    }
}
