//! What random tables hardly ever are, or cannot be.

use core::{ffi::c_void, ptr};
use std::{cell::RefCell, sync::Mutex};

use super::{choices::Choices, plainly, tables::Maker};
use crate::{
    bindings::{vmstate_info_uint8, VMStateDescription as RawDescription, VMStateField, VMStateFlags, Zeroable as _},
    bql::{self, BqlCell, BqlRef, BqlRefCell},
    engine::{load, save, File},
    impl_vmstate_struct, load_state, load_state_mut, save_state, vmstate_fields, vmstate_of, vmstate_subsections,
    Describe, Error, InvalidError, VMStateDescription, VMStateDescriptionBuilder,
};

fn saved(vmsd: &'static RawDescription, object: &mut [u64]) -> Result<Vec<u8>, String> {
    let mut file = File::writing(Vec::new());
    // SAFETY: the test's table describes the object.
    let result = unsafe { save::save(&mut file, vmsd, object.as_mut_ptr().cast(), None, vmsd.version_id) };
    result.map(|()| file.into_output()).map_err(|error| format!("{error:?}"))
}

fn loaded(vmsd: &'static RawDescription, object: &mut [u64], input: &[u8]) -> Result<(), String> {
    let mut file = File::reading(input, 0);
    // SAFETY: the test's table describes the object.
    let result = unsafe { load::load(&mut file, vmsd, object.as_mut_ptr().cast(), vmsd.version_id) };
    result.map_err(|error| format!("{error:?}"))
}

fn array_of(vmsd: &'static RawDescription, num: usize, size: usize) -> VMStateField {
    let flags = VMStateFlags::VMS_ARRAY | VMStateFlags::VMS_STRUCT;
    VMStateField { name: c"all".as_ptr(), num: num as i32, size, vmsd, flags, ..VMStateField::ZERO }
}

fn byte() -> VMStateField {
    let flags = VMStateFlags::VMS_SINGLE;
    VMStateField { name: c"byte".as_ptr(), size: 1, info: &raw const vmstate_info_uint8, flags, ..VMStateField::ZERO }
}

/// So many ends of structs do not fit into a program, and there is nothing else that could begin one.
#[test]
fn what_is_too_much_for_a_program_is_not_left_out() {
    let mut maker = Maker::new(Choices(&[]));
    let inner = maker.forever_of("inner", vec![byte()]);
    let middle = maker.forever_of("middle", vec![array_of(inner, 2, 8)]);
    let outer = maker.forever_of("outer", vec![array_of(middle, 1000, 16)]);
    let mut object = (0..2000).map(|value| u64::from_le_bytes([value as u8; 8])).collect::<Vec<_>>();
    let expected = (0..2000).map(|value| value as u8).collect::<Vec<_>>();
    assert_eq!(saved(outer, &mut object).unwrap(), expected);
    object.fill(0);
    loaded(outer, &mut object, &expected).unwrap();
    let found = object.iter().map(|word| word.to_ne_bytes()[0]).collect::<Vec<_>>();
    assert_eq!(found, expected);
}

unsafe extern "C" fn nothing(_object: *mut c_void) -> i32 {
    0
}

/// The same levels are too many, whether programs are among them or not.
#[test]
fn depth_is_counted_in_programs_too() {
    for (hooked, plain) in [
        (50, 5),
        (52, 10),
        (53, 10),
        (54, 10),
        (60, 2),
        (61, 2),
        (62, 1),
        (63, 1),
        (64, 0),
        (10, 47),
        (10, 49),
        (0, 63),
        (0, 64),
    ] {
        let mut maker = Maker::new(Choices(&[]));
        let mut vmsd = maker.forever_of("level", vec![byte()]);
        for level in 0..plain + hooked {
            let fields = vec![array_of(vmsd, 1, 8)];
            vmsd = if level < plain {
                maker.forever_of("level", fields)
            } else {
                maker.forever_with("level", fields, |vmsd| vmsd.pre_save = Some(nothing))
            };
        }
        let expected = plainly(|| saved(vmsd, &mut [7]));
        assert_eq!(saved(vmsd, &mut [7]), expected, "{hooked} levels with hooks, {plain} without");
        assert_eq!(expected.is_ok(), 1 + hooked + plain <= 64);
        let expected = plainly(|| loaded(vmsd, &mut [7], &[8]));
        assert_eq!(loaded(vmsd, &mut [7], &[8]), expected, "{hooked} levels with hooks, {plain} without");
    }
}

/// A device whose hooks leave a borrow behind.
struct Leaky {
    before: BqlCell<u8>,
    after: [BqlCell<u8>; 2],
}

static ELSEWHERE: BqlRefCell<u8> = BqlRefCell::new(0);

thread_local! {
    static BORROW: RefCell<Option<BqlRef<'static, u8>>> = const { RefCell::new(None) };
}

fn leave_borrow(_: &Leaky) -> Result<(), InvalidError> {
    BORROW.set(Some(ELSEWHERE.borrow()));
    Ok(())
}

impl Describe for Leaky {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"leaky")
        .pre_save(&leave_borrow)
        .pre_load(&leave_borrow)
        .fields(vmstate_fields! { vmstate_of!(Leaky, before), vmstate_of!(Leaky, after) })
        .build();
}

#[test]
fn an_error_behind_a_borrow_says_which_field_waits() {
    bql::start_test();
    let leaky = Leaky { before: 1.into(), after: [2, 3].map(BqlCell::new) };
    for run in [|leaky: &_| save_state(leaky).unwrap_err(), |leaky: &_| load_state(leaky, &[1, 2, 3], 0).unwrap_err()] {
        let run = || {
            let error: Error = run(&leaky);
            BORROW.take();
            error.to_string()
        };
        let expected = plainly(run);
        assert!(expected.starts_with("leaky.before"), "{expected}");
        assert_eq!(run(), expected);
    }
}

/// Nothing is read behind a borrow that the question of another subsection has left.
struct Asked {
    own: BqlCell<u8>,
}

static UNNEEDED: VMStateDescription<Asked> = VMStateDescriptionBuilder::<Asked>::new()
    .name(c"asked/never")
    .needed(&|_: &Asked| {
        BORROW.set(Some(ELSEWHERE.borrow()));
        false
    })
    .fields(vmstate_fields! { vmstate_of!(Asked, own) })
    .build();
static ALWAYS: VMStateDescription<Asked> = VMStateDescriptionBuilder::<Asked>::new()
    .name(c"asked/always")
    .fields(vmstate_fields! { vmstate_of!(Asked, own) })
    .build();

impl Describe for Asked {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"asked")
        .fields(vmstate_fields! { vmstate_of!(Asked, own) })
        .subsections(vmstate_subsections! { UNNEEDED, ALWAYS })
        .build();
}

#[test]
fn a_question_that_leaves_a_borrow_ends_the_save() {
    bql::start_test();
    let asked = Asked { own: 1.into() };
    for is_plain in [true, false] {
        let result = if is_plain { plainly(|| save_state(&asked)) } else { save_state(&asked) };
        BORROW.take();
        assert!(result.unwrap_err().to_string().contains("end the borrow"));
    }
}

/// The same between the elements of an array.
struct Row {
    cells: [Part; 2],
}

struct Part {
    own: BqlCell<u8>,
}

static PART_UNNEEDED: VMStateDescription<Part> = VMStateDescriptionBuilder::<Part>::new()
    .name(c"part/never")
    .needed(&|_: &Part| {
        BORROW.set(Some(ELSEWHERE.borrow()));
        false
    })
    .fields(vmstate_fields! { vmstate_of!(Part, own) })
    .build();
static PART: VMStateDescription<Part> = VMStateDescriptionBuilder::<Part>::new()
    .name(c"part")
    .fields(vmstate_fields! { vmstate_of!(Part, own) })
    .subsections(vmstate_subsections! { PART_UNNEEDED })
    .build();
impl_vmstate_struct!(Part, PART);

impl Describe for Row {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"row")
        .fields(vmstate_fields! { vmstate_of!(Row, cells) })
        .build();
}

#[test]
fn a_question_that_leaves_a_borrow_ends_the_save_before_the_next_element() {
    bql::start_test();
    let row = Row { cells: [1, 2].map(|own| Part { own: own.into() }) };
    for is_plain in [true, false] {
        let result = if is_plain { plainly(|| save_state(&row)) } else { save_state(&row) };
        BORROW.take();
        assert!(result.unwrap_err().to_string().contains("end the borrow"), "{is_plain}");
    }
}

/// A question that makes a count of another subsection too large, once: it is good when the plain walk asks again.
struct Fickle {
    own: BqlCell<u16>,
    count: BqlCell<u8>,
    values: BqlCell<[u8; 4]>,
}

static CHANGES_COUNT: VMStateDescription<Fickle> = VMStateDescriptionBuilder::<Fickle>::new()
    .name(c"fickle/first")
    .needed(&|fickle: &Fickle| {
        fickle.count.set(if fickle.count.get() == 0 { 9 } else { 2 });
        true
    })
    .fields(vmstate_fields! { vmstate_of!(Fickle, own) })
    .build();
static COUNTED: VMStateDescription<Fickle> = VMStateDescriptionBuilder::<Fickle>::new()
    .name(c"fickle/second")
    .fields(vmstate_fields! { vmstate_of!(Fickle, count), vmstate_of!(Fickle, values[0 .. count]) })
    .build();

impl Describe for Fickle {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"fickle")
        .fields(vmstate_fields! { vmstate_of!(Fickle, own) })
        .subsections(vmstate_subsections! { CHANGES_COUNT, COUNTED })
        .build();
}

#[test]
fn what_is_left_to_the_plain_walk_is_written_once() {
    bql::start_test();
    let fickle = || Fickle { own: 0x102.into(), count: 0.into(), values: [3, 4, 5, 6].into() };
    let head = |name: &[u8]| [&[5, name.len() as u8], name, &[0; 4]].concat();
    let expected = [&[1, 2][..], &head(b"fickle/first"), &[1, 2], &head(b"fickle/second"), &[2, 3, 4]].concat();
    let asked = fickle();
    assert_eq!(save_state(&asked).unwrap(), expected);

    let asked = fickle();
    let mut file = File::writing(vec![7]);
    let object = ptr::from_ref(&asked).cast_mut().cast();
    // SAFETY: the table is the device's.
    unsafe { save::save(&mut file, Fickle::VMSD.as_ref(), object, None, 0) }.unwrap();
    assert_eq!(file.into_output(), [&[7], &expected[..]].concat());
}

/// A count that is no good, of what is behind a pointer, before code runs for which all is noted.
struct Boxed {
    count: BqlCell<u8>,
    values: Box<BqlCell<[u32; 3]>>,
}

impl Describe for Boxed {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"boxed")
        .pre_load(&|_: &Boxed| Ok::<(), InvalidError>(()))
        .fields(vmstate_fields! { vmstate_of!(Boxed, count), vmstate_of!(Boxed, values[0 .. count]) })
        .build();
}

/// A sanitizer sees whether more is read than there is.
#[test]
fn no_more_is_noted_behind_a_pointer_than_is_there() {
    bql::start_test();
    for count in [0, 3, 4, 255] {
        let boxed = Boxed { count: count.into(), values: Box::new([7, 8, 9].into()) };
        load_state(&boxed, &[2, 0, 0, 0, 1], 0).unwrap_err();
        assert_eq!((boxed.count.get(), boxed.values.get()), (count, [7, 8, 9]));
        load_state(&boxed, &[1, 0, 0, 0, 1], 0).unwrap();
        assert_eq!((boxed.count.get(), boxed.values.get()), (1, [1, 8, 9]));
    }
}

/// Two subsections of one name, of which a reader only ever sees the first.
#[derive(Debug, Default, PartialEq)]
struct Twins {
    own: u8,
    first: u8,
    second: u16,
}

static FIRST: VMStateDescription<Twins> = VMStateDescriptionBuilder::<Twins>::new()
    .name(c"twins/one")
    .fields(vmstate_fields! { vmstate_of!(Twins, first) })
    .build();
static SECOND: VMStateDescription<Twins> = VMStateDescriptionBuilder::<Twins>::new()
    .name(c"twins/one")
    .fields(vmstate_fields! { vmstate_of!(Twins, second) })
    .build();

impl Describe for Twins {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"twins")
        .fields(vmstate_fields! { vmstate_of!(Twins, own) })
        .subsections(vmstate_subsections! { FIRST, SECOND })
        .build();
}

#[test]
fn of_two_subsections_of_one_name_the_first_is_loaded() {
    let head = b"\x05\x09twins/one\0\0\0\0";
    let bytes = [&[1], &head[..], &[2], head, &[3]].concat();
    for is_plain in [true, false] {
        let mut twins = Twins::default();
        let mut load = || load_state_mut(&mut twins, &bytes, 0).unwrap();
        if is_plain {
            plainly(load);
        } else {
            load();
        }
        assert_eq!(twins, Twins { own: 1, first: 3, second: 0 });
        let bytes = if is_plain { plainly(|| save_state(&twins)) } else { save_state(&twins) }.unwrap();
        let error = load_state_mut(&mut twins, &bytes, 0).unwrap_err();
        assert!(error.to_string().contains("expected the end of the state"), "{error}");
    }
}

/// A device behind a lock, whose shadow is kept from one load to the next.
#[test]
fn nothing_of_a_load_that_was_refused_is_in_the_next() {
    #[derive(Debug, Default, PartialEq, crate::ToMigrationState)]
    #[migration_state(crate = crate, name = "uart")]
    struct Uart {
        #[migration_state(range = ..=9)]
        level: u8,
        rate: u32,
        #[migration_state(subsection = "uart/more", needed = Self::has_more)]
        more: u16,
    }
    impl Uart {
        fn has_more(&self) -> bool {
            self.more != 0
        }
    }
    let uart = Mutex::new(Uart { level: 1, rate: 2, more: 3 });
    let good = save_state(&uart).unwrap();
    for wrong in [&[99, 0, 0, 0, 7][..], &[5, 0, 0, 0], &[&good[..], &[0]].concat()] {
        load_state(&uart, wrong, 1).unwrap_err();
        assert_eq!(*uart.lock().unwrap(), Uart { level: 1, rate: 2, more: 3 });
        assert_eq!(save_state(&uart).unwrap(), good);
    }
    load_state(&uart, &[4, 0, 0, 0, 5], 1).unwrap();
    assert_eq!(*uart.lock().unwrap(), Uart { level: 4, rate: 5, more: 3 });
}
