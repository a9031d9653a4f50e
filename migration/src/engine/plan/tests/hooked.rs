//! Hooks that run while all of a description is loaded at once: when, with which version, and where they refuse.

use core::{
    ffi::{c_int, c_void},
    ptr,
};
use std::cell::{Cell, RefCell};

use super::{
    choices::Choices,
    plainly,
    tables::{forever, Maker},
};
use crate::{
    bindings::{vmstate_info_uint8, VMStateDescription, VMStateField, VMStateFlags, Zeroable as _},
    engine::{load, plan::Plan, save, File},
};

const LEVELS: usize = 4;

thread_local! {
    /// What hooks have seen.
    static SEEN: RefCell<Vec<(usize, c_int, [u8; LEVELS])>> = const { RefCell::new(Vec::new()) };
    /// How many hooks run before one refuses.
    static PATIENCE: Cell<usize> = const { Cell::new(0) };
}

fn see(which: usize, version_id: c_int, object: *mut c_void) -> c_int {
    // SAFETY: each object here has so many bytes.
    let bytes = unsafe { object.cast::<[u8; LEVELS]>().read() };
    let count = SEEN.with_borrow_mut(|seen| {
        seen.push((which, version_id, bytes));
        seen.len()
    });
    if count > PATIENCE.get() {
        -libc::EINVAL
    } else {
        0
    }
}

unsafe extern "C" fn before<const LEVEL: usize>(object: *mut c_void) -> c_int {
    see(LEVEL, -1, object)
}

unsafe extern "C" fn after<const LEVEL: usize>(object: *mut c_void, version_id: c_int) -> c_int {
    see(LEVEL, version_id, object)
}

/// A byte of its own, and its hooks as two bits say.
fn level<const LEVEL: usize>(
    name: &str,
    hooks: u32,
    inside: &[&'static VMStateDescription],
) -> &'static VMStateDescription {
    let flags = VMStateFlags::VMS_SINGLE;
    let info = &raw const vmstate_info_uint8;
    let byte = VMStateField { name: c"byte".as_ptr(), offset: LEVEL, size: 1, info, flags, ..VMStateField::ZERO };
    let inside = inside.iter().map(|vmsd| ptr::from_ref(*vmsd)).collect();
    let mut vmsd = Maker::new(Choices(&[])).made_of(name, vec![byte], inside);
    vmsd.version_id = 2;
    vmsd.minimum_version_id = 0;
    vmsd.pre_load = (hooks >> (2 * LEVEL) & 1 != 0).then_some(before::<LEVEL>);
    vmsd.post_load = (hooks >> (2 * LEVEL) & 2 != 0).then_some(after::<LEVEL>);
    forever(Box::new(vmsd))
}

/// One subsection with another inside, and one behind them.
fn table(hooks: u32) -> &'static VMStateDescription {
    let inner = level::<2>("o/a/b", hooks, &[]);
    let outer = level::<1>("o/a", hooks, &[inner]);
    level::<0>("o", hooks, &[outer, level::<3>("o/c", hooks, &[])])
}

fn head(name: &str) -> Vec<u8> {
    [&[5, name.len() as u8], name.as_bytes(), &[0, 0, 0, 2]].concat()
}

/// All states that the table can read, by which of the subsections there are.
fn inputs() -> [Vec<u8>; 4] {
    let (a, b, c) = (head("o/a"), head("o/a/b"), head("o/c"));
    [
        vec![11],
        [&[11], &*a, &[12]].concat(),
        [&[11], &*a, &[12], &c, &[14]].concat(),
        [&[11], &*a, &[12], &b, &[13], &c, &[14]].concat(),
    ]
}

type Seen = (Result<(), String>, Option<[u8; LEVELS]>, Vec<(usize, c_int, [u8; LEVELS])>);

fn loaded(vmsd: &'static VMStateDescription, input: &[u8], version_id: c_int, is_shadow: bool) -> Seen {
    SEEN.take();
    let mut object = [1, 2, 3, 4];
    let opaque = (&raw mut object).cast::<c_void>();
    // SAFETY: the table describes the object, and stays forever.
    let plan = unsafe { Plan::of(vmsd) };
    // SAFETY: as above.
    let at_once = if is_shadow { unsafe { plan.load_shadow(input, opaque, version_id) } } else { Ok(false) };
    let result = match at_once {
        Ok(true) => Ok(()),
        Ok(false) => {
            assert!(SEEN.with_borrow(Vec::is_empty), "a hook ran in vain");
            // SAFETY: as above.
            unsafe { load::load(&mut File::reading(input, 0), vmsd, opaque, version_id) }
        }
        Err(error) => Err(error),
    };
    let object = result.is_ok().then_some(object);
    (result.map_err(|error| format!("{error:?} in {:?}", error.path())), object, SEEN.take())
}

#[test]
fn hooks_run_in_order() {
    let inputs = inputs();
    for hooks in 0..1 << (2 * LEVELS) {
        let vmsd = table(hooks);
        for (input, version_id) in inputs.iter().flat_map(|input| [1, 2].map(|version_id| (input, version_id))) {
            for patience in [0, 1, 2, 8] {
                PATIENCE.set(patience);
                let expected = plainly(|| loaded(vmsd, input, version_id, false));
                for is_shadow in [true, false] {
                    let found = loaded(vmsd, input, version_id, is_shadow);
                    assert_eq!(found, expected, "hooks {hooks:#b}, {input:?}, {version_id}, {patience}, {is_shadow}");
                }
            }
        }
    }
}

#[test]
fn a_hook_hears_the_version_that_is_loaded() {
    PATIENCE.set(8);
    for hooks in 0..4 {
        let vmsd = level::<0>("o", hooks, &[]);
        for version_id in [0, 1, 2, 3] {
            let expected = plainly(|| loaded(vmsd, &[11], version_id, false));
            assert_eq!(loaded(vmsd, &[11], version_id, true), expected, "hooks {hooks:#b}, {version_id}");
        }
    }
}

#[test]
fn only_what_has_no_subsections_is_set_in_any_case() {
    for (vmsd, expected) in [(level::<0>("o", 0, &[]), true), (level::<0>("o", 1, &[]), false), (table(0), false)] {
        // SAFETY: the table stays forever.
        assert_eq!(unsafe { Plan::of(vmsd) }.sets_all(2), expected);
    }
}

unsafe extern "C" fn nothing(_object: *mut c_void) -> c_int {
    0
}

/// Subsections are levels, as structs are.
#[test]
fn depth_is_counted_in_subsections_too() {
    for (structs, subsections) in (56..65).flat_map(|structs| (0..5).map(move |count| (structs, count))) {
        let names = ["o", "o/a", "o/a/a", "o/a/a/a", "o/a/a/a/a"];
        let inside = |inner: Option<&'static VMStateDescription>, name| level::<0>(name, 0, inner.as_slice());
        let mut vmsd = names[..=subsections].iter().rev().fold(None, |inner, name| Some(inside(inner, name))).unwrap();
        let mut maker = Maker::new(Choices(&[]));
        for _ in 0..structs {
            let flags = VMStateFlags::VMS_SINGLE | VMStateFlags::VMS_STRUCT;
            let field = VMStateField { name: c"in".as_ptr(), size: LEVELS, vmsd, flags, ..VMStateField::ZERO };
            vmsd = maker.forever_with("level", vec![field], |vmsd| vmsd.pre_save = Some(nothing));
        }
        let save = || {
            let mut file = File::writing(Vec::new());
            let mut object = [1, 2, 3, 4];
            // SAFETY: the table describes the object, and stays forever.
            let saved = unsafe { save::save(&mut file, vmsd, (&raw mut object).cast(), None, vmsd.version_id) };
            saved.map(|()| file.into_output()).map_err(|error| format!("{error:?}"))
        };
        let expected = plainly(save);
        assert_eq!(save(), expected, "{structs} structs, {subsections} subsections");
        assert_eq!(expected.is_ok(), structs + 1 + subsections <= 64);
        let input = names[1..=subsections].iter().fold(vec![1], |input, name| [&*input, &head(name), &[1]].concat());
        let expected = plainly(|| loaded(vmsd, &input, vmsd.version_id, false));
        assert_eq!(
            loaded(vmsd, &input, vmsd.version_id, false),
            expected,
            "{structs} structs, {subsections} subsections"
        );
    }
}
